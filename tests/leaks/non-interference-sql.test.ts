import { makesNoDifference, throughSql } from "./non-interference.ts";

makesNoDifference("through SQL", 0.7, throughSql);
