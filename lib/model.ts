import { createModel, type Model } from "#lib/ai/model.ts";
import { webEnv } from "#lib/env.ts";

const models = new Map<string, Model>();

/** The model that the environment names, one client for each setting. Holds no person's data. */
export function coachModel(): Model {
  const config = webEnv().model;
  const key = JSON.stringify(config);
  const model = models.get(key) ?? createModel(config);
  models.set(key, model);
  return model;
}
