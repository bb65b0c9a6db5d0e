// Generated from docs/openapi.json by `npx tsx scripts/write-openapi.ts`; do not edit.

export interface paths {
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prometheus metrics */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether this process answers */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a run could go on now */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List runs, newest first */
        get: operations["listRuns"];
        put?: never;
        /**
         * Start a retraining
         * @description With an `Idempotency-Key`, the same request gets the same run however often it is sent; another request under that key is a conflict.
         */
        post: operations["startRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a run */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/stages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A run's stages and what is under way */
        get: operations["getStages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a run
         * @description Server-sent events. `data` is a RunEvent; the event `end` says that the run has closed and no more will come. After a break, send the last `id` as `Last-Event-ID`.
         */
        get: operations["followRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/stages/{stage}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Retry, skip or abort a parked stage */
        post: operations["resolveStage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Promote the certified package */
        post: operations["approveRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse the promotion */
        post: operations["rejectRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a run; finished stages stay reusable */
        post: operations["cancelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A run's report
         * @description Markdown for people where `Accept` has text/markdown, else JSON with every number.
         */
        get: operations["getReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/augmentation-kept.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A plot: what became of the variations of each method
         * @description SVG, of the Markdown report. A run that did not measure what it shows has none.
         */
        get: operations["getKeptPlot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/augmentation-fooled.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A plot: the share of variations that the champion takes for attacks
         * @description SVG, of the Markdown report. A run that did not measure what it shows has none.
         */
        get: operations["getFooledPlot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/stress-recall.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A plot: attacks caught by family of disguise and severity
         * @description SVG, of the Markdown report. A run that did not measure what it shows has none.
         */
        get: operations["getStressPlot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The evidence of a run's package
         * @description The document to sign, as Markdown, where `Accept` has text/markdown; else JSON: `evidence` (docs/evidence.schema.json), its hash, and who approved. There as soon as the package is, before its approval.
         */
        get: operations["getEvidence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs/{run}/artifacts/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Bytes of an artifact that a run made
         * @description Answers `Range` requests of one range by 206, and `If-None-Match` with the hash by 304.
         */
        get: operations["getArtifact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stored profiles */
        get: operations["listProfiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Registered models and their history */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Point the champion alias back */
        post: operations["rollbackModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{name}/aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Point an alias of your own to a version; champion and previous are refused */
        put: operations["pointAlias"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Plan without a run */
        post: operations["makePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/false-positives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Report honest prompts that were blocked */
        post: operations["reportFalsePositives"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Honest prompts that were blocked, as a support desk or a gateway saw them. */
        ReportedPrompts: {
            prompts: {
                text: string;
                source?: string;
                category?: string;
            }[];
        };
        /** @description Without `to`, the champion before this one. */
        Rollback: {
            why: string;
            to?: string;
        };
        /** @description A version of the model, and why. */
        AliasTarget: {
            packageId: string;
            why: string;
        };
        /** @description Rows per class now, false positives by category among `trafficRows` scored prompts, and how many prompts are held back for certification. */
        PlanCounts: {
            /** @default hybrid */
            profile?: string;
            strategy?: string;
            benign: number;
            malicious: number;
            trafficRows: number;
            falsePositivesByCategory: {
                [key: string]: number;
            };
            certification?: {
                benign: number;
                malicious: number;
            };
            rowsPerSecond?: number;
        };
        /** @description All fields are optional: `{}` runs the sample profile. */
        RetrainRequest: {
            profile?: string;
            overrides?: {
                [key: string]: unknown;
            };
            falsePositives?: {
                uri: string;
                /** @enum {string} */
                format?: "jsonl" | "csv" | "parquet";
                columns?: {
                    id?: string;
                    text?: string;
                    label?: string;
                    source?: string;
                    category?: string;
                    date?: string;
                };
                labels?: {
                    [key: string]: "benign" | "malicious";
                };
                defaults?: {
                    /** @enum {string} */
                    label?: "benign" | "malicious";
                    source?: string;
                    category?: string;
                };
                /** @enum {string} */
                ids?: "column" | "line";
                sha256?: string;
            };
            resumeFrom?: string;
            pilot?: boolean;
            ablation?: boolean;
            loso?: boolean;
            refresh?: ("ingest" | "bootstrap-assemble" | "bootstrap-train" | "bootstrap-convert" | "bootstrap-package" | "mine" | "plan" | "generate" | "assemble" | "train" | "validate" | "convert" | "probe" | "certify" | "package" | "promote" | "audit" | "pilot" | "ablation" | "loso" | "cross-validate" | "stress" | "merge")[];
            reason?: string;
            requestedBy?: string;
        };
        /** @description Answer to a parked stage. `overrides` is a merge patch over its parameters. */
        StageResolution: {
            parkId: string;
            /** @enum {string} */
            action: "retry" | "skip" | "abort";
            overrides?: {
                [key: string]: unknown;
            };
        };
        /** @description Bound to the evidence that was read. */
        Decision: {
            evidenceHash: string;
            why: string;
        };
        /** @description Bound to the evidence that was read. With a waiver exactly where gates did not pass. */
        Approval: {
            evidenceHash: string;
            why: string;
            /** @description Where gates did not pass: why it goes into service all the same; package and history keep it for ever. */
            waiver?: string;
        };
        /** @description RFC 9457 problem details with a code of the error table. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @enum {string} */
            code: "HONE_INVALID_INPUT" | "HONE_NOT_FOUND" | "HONE_CONFLICT" | "HONE_ARTIFACT_CORRUPT" | "HONE_STORE_UNAVAILABLE" | "HONE_NO_SPACE" | "HONE_TRAINER_INTERRUPTED" | "HONE_TRAINER_OUT_OF_MEMORY" | "HONE_TRAINER_DIVERGED" | "HONE_TRAINER_FAILED" | "HONE_LEASE_LOST" | "HONE_LOOKS_USED_UP" | "HONE_LEAK" | "HONE_DECISIONS_FLIPPED" | "HONE_ABORTED" | "HONE_UNAVAILABLE" | "HONE_UNAUTHENTICATED" | "HONE_FORBIDDEN" | "HONE_METHOD_NOT_ALLOWED" | "HONE_TOO_LARGE" | "HONE_UNSUPPORTED_MEDIA_TYPE" | "HONE_RANGE_NOT_SATISFIABLE" | "HONE_RATE_LIMITED" | "HONE_PROVIDER_UNAVAILABLE" | "HONE_PROVIDER_REFUSED" | "HONE_BUDGET_USED_UP" | "HONE_INTERNAL";
            requestId: string;
        };
        /** @description A blocking gate that did not pass. */
        OpenGate: {
            gate: string;
            /** @enum {string} */
            verdict: "fail" | "not-enough-evidence";
            sentence: string;
        };
        /** @description Why a model was promoted although its gates had not passed, and who answers for that. */
        Waiver: {
            by: string;
            why: string;
            at: string;
            run: string;
            packageId: string;
            evidenceHash: string;
            /** @enum {string} */
            verdict: "fail" | "not-enough-evidence";
            readonly gates: components["schemas"]["OpenGate"][];
        };
        /** @description What a run with fallback rules tried, on what evidence, and what is left to try. */
        Rounds: {
            readonly tried: {
                round: number;
                rule: string | null;
                reason: string;
                why: string;
                result: string;
                chosen: boolean;
            }[];
            ended: string | null;
            readonly left: string[];
        };
        /** @description One stage of a run: what it did and why. */
        Stage: {
            /** @enum {string} */
            stage: "ingest" | "bootstrap-assemble" | "bootstrap-train" | "bootstrap-convert" | "bootstrap-package" | "mine" | "plan" | "generate" | "assemble" | "train" | "validate" | "convert" | "probe" | "certify" | "package" | "promote" | "audit" | "pilot" | "ablation" | "loso" | "cross-validate" | "stress" | "merge";
            /** @description Of a stage that is made again after a fallback rule: from 2 on. */
            round?: number;
            /** @enum {string} */
            state: "busy" | "running" | "parked" | "hit" | "made" | "skipped";
            reason: string;
            headline: string;
            startedAt: string;
            finishedAt: string | null;
            unitsDone: number;
            unitsTotal: number;
            key: string;
        };
        /** @description A stage that ran out of retries and waits for an operator. */
        ParkedStage: {
            parkId: string;
            /** @enum {string} */
            stage: "ingest" | "bootstrap-assemble" | "bootstrap-train" | "bootstrap-convert" | "bootstrap-package" | "mine" | "plan" | "generate" | "assemble" | "train" | "validate" | "convert" | "probe" | "certify" | "package" | "promote" | "audit" | "pilot" | "ablation" | "loso" | "cross-validate" | "stress" | "merge";
            /** @description Of a stage that is made again after a fallback rule: from 2 on. */
            round?: number;
            code: string;
            message: string;
            skippable: boolean;
            /** @description What `overrides` may change. */
            parameters: {
                [key: string]: unknown;
            };
        };
        /** @description A run as it is now. */
        RunView: {
            run: string;
            profile: string;
            /** @enum {string} */
            status: "Running" | "AwaitingOperator" | "AwaitingApproval" | "Completed" | "Failed" | "Cancelled";
            verdict: ("promoted" | "certified" | "rejected" | "not-enough-evidence" | "threshold-only" | "gates-failed" | "planned" | "ablated" | "rotated") | null;
            readonly stages: components["schemas"]["Stage"][];
            readonly parked: components["schemas"]["ParkedStage"][];
            approval: {
                packageId: string;
                evidenceHash: string;
                verdict: string;
                readonly openGates?: components["schemas"]["OpenGate"][];
            } | null;
            report: string | null;
            waiver?: components["schemas"]["Waiver"];
            rounds?: components["schemas"]["Rounds"];
            webhooks?: {
                delivered: number;
                failed: number;
            };
        };
        /** @description Where to go on: paths of this API, and the page in the Temporal UI. */
        RunLinks: {
            self: string;
            events: string;
            stages: string;
            report: string;
            ui: string;
        };
        /** @description How many were new, known already, or no text to learn from. */
        Intake: {
            stored: number;
            duplicates: number;
            rejected: {
                index: number;
                /** @enum {string} */
                reason: "text-empty" | "broken-encoding";
            }[];
        };
        /** @description `ok`, or what is wrong, by part: Temporal, the store, and a worker on each queue. */
        Readiness: {
            ready: boolean;
            checks: {
                [key: string]: string;
            };
        };
        /** @description A registered model: package ids by alias (`previous` is where the next rollback goes), its versions with their waivers, and every move of an alias. */
        Model: {
            name: string;
            aliases: {
                [key: string]: string;
            };
            versions: {
                packageId: string;
                evidenceHash: string | null;
                waiver?: components["schemas"]["Waiver"];
            }[];
            history: {
                number: number;
                alias: string;
                from: string | null;
                to: string;
                at: string;
                by: string;
                reason: string;
                run: string;
                evidenceHash: string | null;
                waiver?: components["schemas"]["Waiver"];
            }[];
        };
        /** @description The package that is champion now. */
        RolledBack: {
            model: string;
            packageId: string;
        };
        /** @description Where the alias points now. */
        PointedAlias: {
            model: string;
            alias: string;
            packageId: string;
        };
        /** @description Every strategy worked out: what a run leaves as `ml_training_analysis_report.json`. */
        AnalysisReport: {
            /** @constant */
            schema: 1;
            now: {
                benign: number;
                malicious: number;
                rows: number;
                benignShare: number;
                weights: {
                    benign: number;
                    malicious: number;
                };
            };
            trafficRows: number;
            falsePositives: number;
            /** @description Measured on the traffic that was scored; every other rate is projected. */
            falsePositiveRate: number;
            falsePositiveRateLimit: number;
            strategy: string;
            reasons: string[];
            strategies: {
                strategy: {
                    name: string;
                    description: string;
                    coverage: number;
                    variationsPerFalsePositive: number;
                    hardNegatives: number;
                    contrastPairs?: number;
                    maliciousAugmentations: number;
                    projectedFalsePositiveRate?: number;
                };
                asked: number;
                covered: number;
                variations: number;
                sources: number;
                hardNegatives: number;
                contrastPairs?: number;
                benignAdded: number;
                maliciousAdded: number;
                rowsAdded: number;
                after: {
                    benign: number;
                    malicious: number;
                    rows: number;
                    benignShare: number;
                    weights: {
                        benign: number;
                        malicious: number;
                    };
                };
                splits: {
                    train: number;
                    validation: number;
                    test: number;
                };
                allocation: {
                    category: string;
                    found: number;
                    available: number;
                    covered: number;
                    variations: number;
                }[];
                training: {
                    rows: number;
                    steps: number;
                    seconds?: number;
                };
                llm: {
                    planned: {
                        calls: number;
                        inputTokens: number;
                        outputTokens: number;
                        listPrice: number;
                        batchPrice: number | null;
                    };
                    ifAvailable?: {
                        calls: number;
                        inputTokens: number;
                        outputTokens: number;
                        listPrice: number;
                        batchPrice: number | null;
                    };
                };
                /** @description False-positive rates after training: projected, never measured. */
                projection: {
                    fullGeneralisation: number;
                    memorisingOnly: number;
                    assumed?: number;
                    fitted?: {
                        rate: number;
                        low: number;
                        high: number;
                        extrapolation: number;
                    };
                };
            }[];
            methods: {
                /** @enum {string} */
                method: "restructuring" | "synonyms" | "paraphrase" | "back-translation-de" | "back-translation-fr";
                share: number;
                available: boolean;
                reason?: string;
                asked: number;
                planned: number;
            }[];
            methodRule: string;
            tokensPerText: {
                tokens: number;
                /** @enum {string} */
                from: "texts" | "assumed";
            };
            findings: {
                /** @enum {string} */
                code: "class-balance" | "coverage-short" | "coverage-count" | "held-back" | "memorising-not-enough" | "assumption-outside-range" | "malicious-weight" | "method-unavailable" | "quota-unmakeable" | "one-class-generators" | "many-variations" | "hard-negatives-short" | "contrast-pairs-short" | "certification" | "threshold-aim" | "impact-assumption";
                strategy: string;
                sentence: string;
            }[];
            certification: {
                gate: string;
                /** @enum {string} */
                error: "false-positive" | "missed-attack";
                limit: number;
                confidence: number;
                looks: number;
                rows: number | null;
                mostErrors: number | null;
                cases: {
                    /** @enum {string} */
                    case: "no-errors" | "threshold-aim" | "assumed" | "pilot-trainings";
                    errorRate: number;
                    rowsNeeded: number | null;
                    power: number | null;
                }[];
            }[];
            criteria: {
                /** @enum {string} */
                kind: "launch-blocker" | "quality-gate";
                /** @enum {string} */
                criterion: "false-positive-rate" | "recall" | "recall-difference" | "size-bytes" | "latency-p95-ms" | "f1" | "roc-auc" | "generalisation";
                gate: {
                    name: string;
                    /** @enum {string} */
                    direction: "at-most" | "at-least";
                    limit: number;
                    /** @enum {string} */
                    effect: "blocks" | "warns";
                } | null;
                expected: string;
                championMeasured: number | null;
                remark: string | null;
            }[];
            schedule: {
                days: string;
                stages: string[];
                work: string;
                machineTime: string;
            }[];
            risks: {
                risk: string;
                sign: string;
                fallback: string;
            }[];
            impact: {
                assumptions: {
                    promptsPerDay: number;
                    ticketsPerFalsePositive: number;
                    costPerTicket: number;
                    currency: string;
                };
                cases: {
                    /** @enum {string} */
                    case: "assumed" | "pilot-trainings" | "full-generalisation" | "memorising-only";
                    rate: number;
                    avoidedPerDay: number;
                    avoidedPerYear: number;
                    savedPerYear: number;
                    savedPerYearIfEachIsATicket: number;
                }[];
            };
            literature: {
                citation: string;
                says: string;
            }[];
            settings: {
                seed: number;
                model: {
                    base: string;
                    maxTokens: number;
                    /** @enum {string} */
                    normaliser?: "none" | "unicode-1";
                };
                cuts: {
                    trafficCertification: number;
                    trafficTuning: number;
                    attacksCertification: number;
                    train: number;
                    validation: number;
                };
                plan: {
                    strategy: string;
                    strategies: {
                        name: string;
                        description: string;
                        coverage: number;
                        variationsPerFalsePositive: number;
                        hardNegatives: number;
                        contrastPairs?: number;
                        maliciousAugmentations: number;
                        projectedFalsePositiveRate?: number;
                    }[];
                    impact: {
                        promptsPerDay: number;
                        ticketsPerFalsePositive: number;
                        costPerTicket: number;
                        currency: string;
                    };
                    llm: {
                        model: string;
                        variationsPerCall: number;
                        instructionTokens: number;
                        prices: {
                            model: string;
                            currency: string;
                            input: number;
                            output: number;
                            batchInput?: number;
                            batchOutput?: number;
                        }[];
                    };
                };
                assemble: {
                    replayRows: number | "all";
                    includeSources: boolean;
                    hardNegativesFirst?: string[];
                };
                train: {
                    /** @enum {string} */
                    startFrom: "base" | "champion";
                    epochs: number;
                    batchSize: number;
                    learningRate: number;
                    weightDecay: number;
                    warmupShare: number;
                    dropout: number;
                    patience: number;
                    evaluationsPerEpoch: number;
                    /** @enum {string} */
                    classWeights: "balanced" | "none";
                    /** @enum {string} */
                    precision: "auto" | "bf16" | "fp16" | "fp32";
                    checkpointEverySeconds: number;
                    freezeLayers?: number;
                    labelSmoothing?: number;
                    benignMarginWeight?: number;
                    benignMargin?: number;
                    maliciousWeight?: number;
                };
                convert: {
                    /** @enum {string} */
                    precision: "int8" | "fp32";
                    maxFlipRate: number;
                    equivalenceRows: number;
                    latencyPrompts: number;
                };
                threshold: {
                    aim: number;
                    delta: number;
                };
                gates: {
                    name: string;
                    /** @enum {string} */
                    quantity: "false-positive-rate" | "recall" | "false-positive-rate-difference" | "recall-difference" | "f1" | "roc-auc" | "roc-auc-difference" | "size-bytes" | "latency-p95-ms";
                    /** @enum {string} */
                    direction: "at-most" | "at-least";
                    limit: number;
                    confidence: number;
                    /** @enum {string} */
                    effect: "blocks" | "warns";
                    set?: string;
                    slice?: string;
                }[];
                certification: {
                    looks: number;
                };
                release: {
                    /** @enum {string} */
                    policy: "manual" | "auto-if-pass" | "never";
                    model: string;
                    approvalTimeoutHours: number;
                    /** @enum {string} */
                    waivers?: "refused" | "allowed";
                };
                methods: {
                    restructuring?: number;
                    synonyms?: number;
                    paraphrase?: number;
                    "back-translation-de"?: number;
                    "back-translation-fr"?: number;
                };
            };
            /** @description What short trainings measured on the tuning slice, the curve through them, and the cheapest strategy it expects to pass. */
            pilots?: {
                champion: {
                    threshold: number;
                    falsePositives: {
                        count: number;
                        n: number;
                        rate: number;
                        low: number;
                        high: number;
                    };
                    recall: {
                        count: number;
                        n: number;
                        rate: number;
                        low: number;
                        high: number;
                    };
                };
                replayRows: number;
                pilots: {
                    coverage: number;
                    covered: number;
                    variations: number;
                    trainedRows: number;
                    atDeployedThreshold: {
                        threshold: number;
                        falsePositives: {
                            count: number;
                            n: number;
                            rate: number;
                            low: number;
                            high: number;
                        };
                        recall: {
                            count: number;
                            n: number;
                            rate: number;
                            low: number;
                            high: number;
                        };
                        heldOut: {
                            count: number;
                            n: number;
                            rate: number;
                            low: number;
                            high: number;
                        };
                    };
                    atChampionRecall: {
                        threshold: number;
                        falsePositives: {
                            count: number;
                            n: number;
                            rate: number;
                            low: number;
                            high: number;
                        };
                        recall: {
                            count: number;
                            n: number;
                            rate: number;
                            low: number;
                            high: number;
                        };
                        heldOut: {
                            count: number;
                            n: number;
                            rate: number;
                            low: number;
                            high: number;
                        };
                    };
                }[];
                curve?: {
                    intercept: number;
                    covered: number | null;
                    variations: number | null;
                    points: number;
                    degreesOfFreedom: number;
                    residualDeviation: number;
                };
                cheapest?: {
                    strategy: string;
                    passes: boolean;
                    margin: number;
                };
            };
        };
        /** @description The analysis report, and the same as Markdown: `ML_TRAINING_RECOMMENDATION.md`. */
        PlanAnswer: {
            plan: components["schemas"]["AnalysisReport"];
            recommendation: string;
        };
        /** @description A profile that requests may name; its keys are what `overrides` may change. */
        StoredProfile: {
            name: string;
            description: string;
            profile: {
                [key: string]: unknown;
            };
        };
        /** @description The run that was started, now or by an earlier request with the same key. */
        StartedRun: {
            run: string;
            links: components["schemas"]["RunLinks"];
        };
        /** @description A run in a list. `state` is Temporal's, `status` Hone's. */
        RunSummary: {
            run: string;
            state: string;
            status: string;
            stage: string;
            profile: string;
            verdict: string;
            falsePositiveRate: number | null;
            startedAt: string;
            closedAt: string | null;
        };
        /** @description What a worker does right now, or would if one were free. */
        Activity: {
            id: string;
            activity: string;
            queue: string;
            /** @enum {string} */
            state: "started" | "waiting" | "paused";
            attempt: number;
            progress: {
                phase: string;
                done: number;
                total: number;
                rowsPerSecond: number;
                secondsLeft: number;
            } | null;
            lastFailure: string | null;
        };
        /** @description A run. `view` is null while no worker is up to say more. */
        Run: {
            run: string;
            state: string;
            view: components["schemas"]["RunView"] | null;
            links: components["schemas"]["RunLinks"];
        };
        /** @description Stages, what is parked, and what is under way. */
        RunStages: {
            stages: components["schemas"]["Stage"][];
            parked: components["schemas"]["ParkedStage"][];
            activities: components["schemas"]["Activity"][];
        };
        /** @description What was done, in words. */
        Accepted: {
            run: string;
            result: string;
        };
    };
    responses: {
        /** @description The request is not valid; `detail` names field, value and remedy. */
        "Problem-400": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No API key, or none that is good. */
        "Problem-401": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The key's role is too low, or the request came from a web page elsewhere. */
        "Problem-403": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing. */
        "Problem-404": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The thing is not, or is no longer, as the request takes it to be. */
        "Problem-409": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. */
        "Problem-413": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not JSON. */
        "Problem-415": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The range lies outside; `Content-Range` has the size. */
        "Problem-416": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests; `Retry-After` says when to try again. */
        "Problem-429": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Temporal or the store does not answer; `Retry-After` says when to try again. */
        "Problem-503": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Any other problem. */
        "Problem-default": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus metrics */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether this process answers */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ok: boolean;
                    };
                };
            };
            400: components["responses"]["Problem-400"];
            429: components["responses"]["Problem-429"];
            default: components["responses"]["Problem-default"];
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether a run could go on now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            400: components["responses"]["Problem-400"];
            429: components["responses"]["Problem-429"];
            /** @description Whether a run could go on now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            default: components["responses"]["Problem-default"];
        };
    };
    listRuns: {
        parameters: {
            query?: {
                status?: "Running" | "AwaitingOperator" | "AwaitingApproval" | "Completed" | "Failed" | "Cancelled";
                profile?: string;
                verdict?: "promoted" | "certified" | "rejected" | "not-enough-evidence" | "threshold-only" | "gates-failed" | "planned" | "ablated" | "rotated";
                since?: string;
                until?: string;
                limit?: number;
                pageToken?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description List runs, newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: components["schemas"]["RunSummary"][];
                        nextPageToken: string | null;
                    };
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    startRun: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetrainRequest"];
            };
        };
        responses: {
            /** @description Start a retraining */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StartedRun"];
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            409: components["responses"]["Problem-409"];
            413: components["responses"]["Problem-413"];
            415: components["responses"]["Problem-415"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Show a run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    getStages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A run's stages and what is under way */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunStages"];
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    followRun: {
        parameters: {
            query?: never;
            header?: {
                "last-event-id"?: string;
            };
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Follow a run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    resolveStage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
                stage: "ingest" | "bootstrap-assemble" | "bootstrap-train" | "bootstrap-convert" | "bootstrap-package" | "mine" | "plan" | "generate" | "assemble" | "train" | "validate" | "convert" | "probe" | "certify" | "package" | "promote" | "audit" | "pilot" | "ablation" | "loso" | "cross-validate" | "stress" | "merge";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StageResolution"];
            };
        };
        responses: {
            /** @description Retry, skip or abort a parked stage */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            409: components["responses"]["Problem-409"];
            413: components["responses"]["Problem-413"];
            415: components["responses"]["Problem-415"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    approveRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Approval"];
            };
        };
        responses: {
            /** @description Promote the certified package */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            409: components["responses"]["Problem-409"];
            413: components["responses"]["Problem-413"];
            415: components["responses"]["Problem-415"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    rejectRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decision"];
            };
        };
        responses: {
            /** @description Refuse the promotion */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            409: components["responses"]["Problem-409"];
            413: components["responses"]["Problem-413"];
            415: components["responses"]["Problem-415"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    cancelRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description End a run; finished stages stay reusable */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            409: components["responses"]["Problem-409"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    getReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A run's report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/markdown": unknown;
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    getKeptPlot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A plot: what became of the variations of each method */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": unknown;
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    getFooledPlot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A plot: the share of variations that the champion takes for attacks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": unknown;
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    getStressPlot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A plot: attacks caught by family of disguise and severity */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": unknown;
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    getEvidence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The evidence of a run's package */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                    "text/markdown": unknown;
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    getArtifact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Bytes of an artifact that a run made */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Bytes of an artifact that a run made */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Known already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            416: components["responses"]["Problem-416"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    listProfiles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Stored profiles */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        profiles: components["schemas"]["StoredProfile"][];
                    };
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Registered models and their history */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        models: components["schemas"]["Model"][];
                    };
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    rollbackModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Rollback"];
            };
        };
        responses: {
            /** @description Point the champion alias back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolledBack"];
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            409: components["responses"]["Problem-409"];
            413: components["responses"]["Problem-413"];
            415: components["responses"]["Problem-415"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    pointAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                alias: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AliasTarget"];
            };
        };
        responses: {
            /** @description Point an alias of your own to a version; champion and previous are refused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PointedAlias"];
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            404: components["responses"]["Problem-404"];
            409: components["responses"]["Problem-409"];
            413: components["responses"]["Problem-413"];
            415: components["responses"]["Problem-415"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    makePlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlanCounts"];
            };
        };
        responses: {
            /** @description Plan without a run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanAnswer"];
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            413: components["responses"]["Problem-413"];
            415: components["responses"]["Problem-415"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
    reportFalsePositives: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportedPrompts"];
            };
        };
        responses: {
            /** @description Report honest prompts that were blocked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Intake"];
                };
            };
            400: components["responses"]["Problem-400"];
            401: components["responses"]["Problem-401"];
            403: components["responses"]["Problem-403"];
            413: components["responses"]["Problem-413"];
            415: components["responses"]["Problem-415"];
            429: components["responses"]["Problem-429"];
            503: components["responses"]["Problem-503"];
            default: components["responses"]["Problem-default"];
        };
    };
}
