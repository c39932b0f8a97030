"""The second half of `npm run teach:danger`: teaches the sentence encoder to tell what speaks of danger from what only sounds like it.

Needs what teach.py needs, and half an hour. Reads what prepare-danger.ts wrote, changes all weights of the published encoder, and
writes what it changed to lib/sentence-encoder-danger.bin. The same input gives the same file on the same machine.

The loss is that of a multinomial regression over what a text means, beside what its words already say of it, so that the
encoder learns what words do not tell. That regression is thrown away: `npm run train:safety` learns the one that is used.
"""

import json, math, os, random, time
from pathlib import Path

import torch
import torch.distributed as together
import torch.multiprocessing as processes
import torch.nn.functional as F

# teach.py stays as it is: its text is part of what the other lesson was made of.
import teach
from teach import LONGEST, PREPARED, ROOT, WORKERS, Encoder

teach.OUTPUT = ROOT / "lib/sentence-encoder-danger.bin"

EPOCHS = 3
RATE = 3e-4
REGRESSION_RATE = 5e-3
AT_ONCE = 32
KINDS = 5
# As much of what was learnt is kept, and the rest is as published.
KEPT = 0.8


def teach_danger(worker):
    torch.set_num_threads(1)
    torch.manual_seed(1 + worker)
    shuffle = random.Random(1)
    together.init_process_group("gloo", rank=worker, world_size=WORKERS)
    prepared = json.loads((PREPARED / "danger.json").read_text())
    texts = prepared["texts"]
    words = torch.tensor([text["scores"] for text in texts]).clamp(-12, 12)
    # The last class is "none of them".
    target = torch.tensor([text["target"] % (KINDS + 1) for text in texts])
    counts = torch.tensor([float(text["counts"]) for text in texts])
    encoder = Encoder(Path(prepared["published"]))
    regression = [
        torch.nn.Parameter(start) for start in (torch.zeros(512, KINDS), 0.7 * torch.eye(KINDS), -torch.ones(KINDS))
    ]
    by_meaning, by_words, bias = regression
    parameters = [*encoder.parameters(), *regression]
    optimizer = torch.optim.AdamW(
        [
            {"params": encoder.parameters(), "lr": RATE},
            {"params": regression, "lr": REGRESSION_RATE, "weight_decay": 0},
        ]
    )
    rates = [group["lr"] for group in optimizer.param_groups]
    begun = time.time()
    for epoch in range(EPOCHS):
        batches = batches_of_like_length(texts, shuffle)
        total = 0.0
        for step, batch in enumerate(batches):
            past = (epoch + step / len(batches)) / EPOCHS
            for group, rate in zip(optimizer.param_groups, rates):
                warm = min(1, (epoch * len(batches) + step + 1) / 50)
                group["lr"] = rate * warm * 0.5 * (1 + math.cos(math.pi * past))
            own = batch[worker::WORKERS]
            meaning = encoder(padded([texts[at]["tokens"] for at in own]))
            scores = 8 * meaning @ by_meaning + words[own] @ by_words + bias
            losses = F.cross_entropy(F.pad(scores, (0, 1)), target[own], reduction="none")
            loss = (losses * counts[own]).mean()
            optimizer.zero_grad()
            loss.backward()
            slopes = torch.cat([parameter.grad.reshape(-1) for parameter in parameters])
            together.all_reduce(slopes)
            for parameter, slope in zip(parameters, (slopes / WORKERS).split([p.numel() for p in parameters])):
                parameter.grad.copy_(slope.view_as(parameter))
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
            if worker == 0 and step % 200 == 0:
                done = (epoch + step / len(batches)) / EPOCHS
                print(f"{done:.0%}, {time.time() - begun:.0f} s, loss {total / (step + 1):.3f}", flush=True)
    if worker == 0:
        learnt = {name: parameter.detach().clone() for name, parameter in encoder.named_parameters()}
        teach.write(prepared["madeOf"], teach.change(encoder, Encoder(Path(prepared["published"])), learnt, KEPT))
    together.barrier()


def batches_of_like_length(texts, shuffle):
    """The places of all texts, in batches of about equal length: of texts that are encoded at once the longest counts."""
    size = AT_ONCE * WORKERS
    order = list(range(len(texts)))
    shuffle.shuffle(order)
    batches = []
    for begin in range(0, len(order), size * 50):
        some = sorted(order[begin : begin + size * 50], key=lambda at: len(texts[at]["tokens"]))
        batches += [some[first : first + size] for first in range(0, len(some) - size + 1, size)]
    shuffle.shuffle(batches)
    return batches


def padded(texts):
    some = [tokens[:LONGEST] or [0] for tokens in texts]
    rows = torch.full((len(some), max(map(len, some))), -1, dtype=torch.long)
    for row, tokens in zip(rows, some):
        row[: len(tokens)] = torch.tensor(tokens)
    return rows


if __name__ == "__main__":
    os.environ |= {
        "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29534",
        "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_TRIM_THRESHOLD_": "20000000000", "MALLOC_MMAP_THRESHOLD_": "20000000000",
    }
    processes.spawn(teach_danger, nprocs=WORKERS)
