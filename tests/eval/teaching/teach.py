"""The second half of `npm run teach:search`: teaches the sentence encoder to bring a question near the entries that answer it.

Needs Python 3 with PyTorch (Debian: python3-torch) and two cores; twenty to thirty minutes. Reads what prepare.ts wrote, changes
all weights of the published encoder (a transformer of two layers, https://arxiv.org/abs/1803.11175), and writes what it changed to
lib/sentence-encoder-search.bin as lib/sentence-encoder.worker.ts reads it. The same input gives the same file on the same machine.

The loss is the usual one of contrastive learning (InfoNCE, https://arxiv.org/abs/1807.03748): of the entries of two
journals, those that answer the question are to be nearer to it than the others. What the search's other half, the words, says of
them is part of the score, so that the encoder learns what words do not tell. With `measure` nothing is written.
"""

import json, math, os, random, struct, sys, time
from pathlib import Path

import numpy as np
import torch
import torch.distributed as together
import torch.multiprocessing as processes
import torch.nn.functional as F

ROOT = Path(__file__).resolve().parents[3]
PREPARED = ROOT / "node_modules/.cache/nightlight/teaching"
OUTPUT = ROOT / "lib/sentence-encoder-search.bin"

EPOCHS = 4
RATE = 3e-4
DROPOUT = 0.1
# As much of what was learnt is kept, and the rest is as published (https://arxiv.org/abs/2109.01903): so it does better with
# families and hands that it was not taught with.
KEPT = 0.6
# Journals that a process learns from at once: the entries of one are wrong answers to the questions of the other, too.
AT_ONCE = 2
# Against the meaning's 1, as in lib/ai/offline-embedding.ts.
WORDS_WEIGH = 0.75
WORKERS = 2
LONGEST = 128
HEADS = 4

ENCODE = "module_apply_default/Encoder_en/KonaTransformer/Encode/"
PLAIN = "module/Encoder_en/KonaTransformer/Encode/"
TIMING = ENCODE + "TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1"


def tensor_names():
    """The published names of the weights, by the names used here."""
    names = {
        "words": "module/Embeddings_en",
        "wide": ENCODE + "Layer_0/TransformerLayer/dense/kernel/ConcatPartitions/concat",
        "wide_bias": ENCODE + "Layer_0/TransformerLayer/dense/bias/ConcatPartitions/concat",
        "last": "module/Encoder_en/hidden_layers/tanh_layer_0/weights",
        "last_bias": "module/Encoder_en/hidden_layers/tanh_layer_0/bias",
    }
    for layer in (0, 1):
        inside = ENCODE + f"Layer_{layer}/TransformerLayer/"
        attention = f"Layer_{layer}/TransformerLayer/MultiheadAttention/"
        stack = ENCODE + f"TransformerStack/Layer_{layer}/TransformerLayer/FFN/"
        names |= {
            f"norm_{layer}": inside + "layer_prepostprocess/layer_norm/layer_norm_scale/ConcatPartitions/concat",
            f"norm_bias_{layer}": inside + "layer_prepostprocess/layer_norm/layer_norm_bias/ConcatPartitions/concat",
            f"asks_{layer}": PLAIN + attention + "qkv_transform_single/kernel/part_0",
            f"asks_bias_{layer}": ENCODE + attention + "qkv_transform_single/bias/ConcatPartitions/concat",
            f"out_{layer}": PLAIN + attention + "output_transform_single/kernel/part_0",
            f"out_bias_{layer}": ENCODE + attention + "output_transform_single/bias/ConcatPartitions/concat",
            f"forward_norm_{layer}": inside + "FFN/layer_prepostprocess/layer_norm/layer_norm_scale/ConcatPartitions/concat",
            f"forward_norm_bias_{layer}": inside + "FFN/layer_prepostprocess/layer_norm/layer_norm_bias/ConcatPartitions/concat",
            f"forward_{layer}": stack + "conv1/Tensordot/Reshape_1",
            f"forward_bias_{layer}": inside + "FFN/conv1/bias/ConcatPartitions/concat",
            f"back_{layer}": stack + "conv2/Tensordot/Reshape_1",
            f"back_bias_{layer}": inside + "FFN/conv2/bias/ConcatPartitions/concat",
        }
    return names


def published_weights(folder):
    """The tensors of the published model, by their published names."""
    manifest = json.loads((folder / "model.json").read_text())["weightsManifest"]
    data = b"".join((folder / path).read_bytes() for group in manifest for path in group["paths"])
    tensors, offset = {}, 0
    for spec in (weight for group in manifest for weight in group["weights"]):
        count = math.prod(spec["shape"])
        if spec["dtype"] == "float32":
            tensors[spec["name"]] = np.frombuffer(data, "<f4", count, offset).reshape(spec["shape"]).copy()
        offset += 4 * count
    return tensors


class Encoder(torch.nn.Module):
    """The published graph, weight for weight."""

    def __init__(self, folder):
        super().__init__()
        tensors = published_weights(folder)
        for name, published in tensor_names().items():
            self.register_parameter(name, torch.nn.Parameter(torch.tensor(tensors[published])))
        self.register_buffer("timing", torch.tensor(tensors[TIMING]))

    def norm(self, x, name, layer):
        return F.layer_norm(x, x.shape[-1:], getattr(self, f"{name}_{layer}"), getattr(self, f"{name}_bias_{layer}"), 1e-6)

    def through(self, x, name, layer):
        return x @ getattr(self, f"{name}_{layer}").squeeze(0).squeeze(0) + getattr(self, f"{name}_bias_{layer}")

    def forward(self, tokens):
        known = tokens >= 0
        texts, length = tokens.shape
        place = torch.arange(length, dtype=torch.float32)[:, None] * self.timing
        # The published graph adds the words twice.
        x = 2 * self.words[tokens.clamp(min=0)] * known[..., None] + torch.cat([place.sin(), place.cos()], 1)
        drop = lambda y: F.dropout(y, DROPOUT, self.training)
        x = drop(x)
        hidden = (~known)[:, None, None, :] * -1e9
        for layer in (0, 1):
            width = x.shape[-1]
            split = lambda y: y.view(texts, length, HEADS, width // HEADS).transpose(1, 2)
            query, key, value = map(split, self.through(self.norm(x, "norm", layer), "asks", layer).split(width, -1))
            weights = (query * (width // HEADS) ** -0.5 @ key.transpose(2, 3) + hidden).softmax(-1)
            attended = (weights @ value).transpose(1, 2).reshape(texts, length, width)
            x = (x @ self.wide + self.wide_bias if layer == 0 else x) + drop(self.through(attended, "out", layer))
            forward = F.relu(self.through(self.norm(x, "forward_norm", layer), "forward", layer))
            x = x + drop(self.through(drop(forward), "back", layer))
        mean = (x * known[..., None]).sum(1) / known.sum(1, keepdim=True).clamp(min=1)
        return F.normalize(torch.tanh(mean @ self.last + self.last_bias), dim=-1)


def encode(encoder, texts, tokens):
    """Those of a length together: of texts that are encoded at once the longest counts."""
    order = sorted(range(len(texts)), key=lambda at: len(tokens[texts[at]]))
    parts = []
    for begin in range(0, len(order), 16):
        some = [tokens[texts[at]][:LONGEST] or [0] for at in order[begin : begin + 16]]
        padded = torch.full((len(some), max(map(len, some))), -1, dtype=torch.long)
        for row, one in zip(padded, some):
            row[: len(one)] = torch.tensor(one)
        parts.append(encoder(padded))
    back = torch.empty(len(texts), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(texts))
    return torch.cat(parts)[back]


def recall_at_5(encoder, journals, tokens, words):
    """By meaning alone, and with as much of the words as the search takes."""
    encoder.eval()
    found = {"meaning": [], "meaning and words": []}
    with torch.no_grad():
        for journal in journals:
            asked = [question["text"] for question in journal["questions"]]
            meaning = encode(encoder, asked, tokens) @ encode(encoder, journal["entries"], tokens).T
            both = meaning + WORDS_WEIGH * (words[asked] @ words[journal["entries"]].T)
            for name, scores in (("meaning", meaning), ("meaning and words", both)):
                for question, row in zip(journal["questions"], scores):
                    best = set(row.topk(5).indices.tolist())
                    found[name].append(len(best & set(question["answeredBy"])) / len(set(question["answeredBy"])))
    encoder.train()
    return {name: round(sum(each) / len(each), 3) for name, each in found.items()}


def teach(worker):
    torch.set_num_threads(1)
    torch.manual_seed(1 + worker)
    shuffle = random.Random(1)
    together.init_process_group("gloo", rank=worker, world_size=WORKERS)
    prepared = json.loads((PREPARED / "journals.json").read_text())
    tokens, all_journals = prepared["tokens"], prepared["journals"]
    words = torch.from_numpy(np.fromfile(PREPARED / "words.f32", "<f4").reshape(len(tokens), -1))
    lessons = [journal for journal in all_journals if not journal["leftOut"] and len(journal["entries"]) >= 20]
    left_out = [journal for journal in all_journals if journal["leftOut"]]
    encoder = Encoder(Path(prepared["published"]))
    # How sharply meaning and words tell answers from other entries.
    sharp = torch.nn.Parameter(torch.tensor([12.0, 8.0]).log())
    parameters = [*encoder.parameters(), sharp]
    optimizer = torch.optim.AdamW([{"params": encoder.parameters(), "lr": RATE}, {"params": [sharp], "lr": 1e-2}])
    rates = [group["lr"] for group in optimizer.param_groups]
    steps = len(lessons) // (WORKERS * AT_ONCE)
    begun = time.time()
    if worker == 0:
        print(f"{len(lessons)} journals; left out {len(left_out)}:", recall_at_5(encoder, left_out, tokens, words), flush=True)
    for epoch in range(EPOCHS):
        shuffle.shuffle(lessons)
        for step in range(steps):
            past = (epoch * steps + step) / (EPOCHS * steps)
            for group, rate in zip(optimizer.param_groups, rates):
                group["lr"] = rate * min(1, (epoch * steps + step + 1) / 20) * 0.5 * (1 + math.cos(math.pi * past))
            begin = (step * WORKERS + worker) * AT_ONCE
            entries, asked, answered_by = together_as_one(lessons[begin : begin + AT_ONCE])
            meaning = encode(encoder, asked, tokens) @ encode(encoder, entries, tokens).T
            scores = sharp[0].exp() * meaning + sharp[1].exp() * (words[asked] @ words[entries].T)
            answers = torch.zeros_like(scores, dtype=torch.bool)
            for row, places in zip(answers, answered_by):
                row[places] = True
            answered = answers.any(0)
            loss = missed(scores, answers) + 0.3 * missed(scores.T[answered], answers.T[answered])
            optimizer.zero_grad()
            loss.backward()
            slopes = torch.cat([parameter.grad.reshape(-1) for parameter in parameters])
            together.all_reduce(slopes)
            for parameter, slope in zip(parameters, (slopes / WORKERS).split([p.numel() for p in parameters])):
                parameter.grad.copy_(slope.view_as(parameter))
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimizer.step()
        if worker == 0:
            print(f"epoch {epoch + 1} of {EPOCHS}, {time.time() - begun:.0f} s, loss {loss.item():.2f}", flush=True)
    if worker == 0:
        learnt = {name: parameter.detach().clone() for name, parameter in encoder.named_parameters()}
        for kept in (0.4, 0.8, 1.0, KEPT):
            changes = change(encoder, Encoder(Path(prepared["published"])), learnt, kept)
            print(f"left out, {kept} kept:", recall_at_5(encoder, left_out, tokens, words), flush=True)
        if "measure" not in sys.argv:
            write(prepared["madeOf"], changes)
    together.barrier()


def together_as_one(journals):
    """Several journals' entries and questions, and the places of each question's answers among all entries."""
    entries, asked, answered_by = [], [], []
    for journal in journals:
        asked += [question["text"] for question in journal["questions"]]
        answered_by += [[len(entries) + at for at in question["answeredBy"]] for question in journal["questions"]]
        entries += journal["entries"]
    return entries, asked, answered_by


def missed(scores, answers):
    """How unlikely the answers are among all, as the mean of the negative logarithms."""
    return (scores.logsumexp(1) - scores.masked_fill(~answers, -1e9).logsumexp(1)).mean()


def change(encoder, published, learnt, kept):
    """Sets the encoder to what is published and as much of what was learnt, rounded to bytes, as the app will have it; returns these."""
    changes = []
    with torch.no_grad():
        for name, published_name in tensor_names().items():
            before = getattr(published, name)
            wanted = kept * (learnt[name] - before)
            step = float(f"{wanted.abs().max().item() / 127:.8g}")
            rounded = (wanted / step).round().clamp(-127, 127)
            getattr(encoder, name).copy_(before + step * rounded)
            changes.append((published_name, step, rounded.to(torch.int8).numpy().tobytes()))
    return changes


def write(made_of, changes):
    tensors = [{"name": name, "step": step, "bytes": len(content)} for name, step, content in changes]
    head = json.dumps({"madeOf": made_of, "tensors": tensors}, separators=(",", ":")).encode()
    OUTPUT.write_bytes(struct.pack("<I", len(head)) + head + b"".join(content for _, _, content in changes))
    print(f"{OUTPUT.relative_to(ROOT)}: {OUTPUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    os.environ |= {
        "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29533",
        # One thread a process, and memory that is not given back at each step: a third of the time without.
        "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_TRIM_THRESHOLD_": "20000000000", "MALLOC_MMAP_THRESHOLD_": "20000000000",
    }
    processes.spawn(teach, nprocs=WORKERS)
