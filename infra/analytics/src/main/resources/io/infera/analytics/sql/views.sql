-- What stands inside a record, a row each: read like tables.

CREATE TEMPORARY VIEW judgements COMMENT 'What each verdict says of each node drawn' AS
SELECT v.requester || '/' || v.requestId AS request, v.modelId, v.policyVersion, v.status, v.audit, v.auditor, v.epoch,
       v.decidedAt, v.closedAt, j.nodeId, j.attempt, j.outcome, j.cosine, j.inadmissible, j.tokens, j.latencyMs
FROM verdicts v CROSS JOIN UNNEST(v.judgements) AS j;

CREATE TEMPORARY VIEW pairs COMMENT 'How similar each two results of a request were' AS
SELECT v.requester || '/' || v.requestId AS request, v.modelId, v.policyVersion, v.status, v.closedAt,
       p.`left` AS nodeA, p.`right` AS nodeB, p.cosine
FROM verdicts v CROSS JOIN UNNEST(v.similarities) AS p;

CREATE TEMPORARY VIEW payments COMMENT 'What each request pays to each node' AS
SELECT s.requester || '/' || s.requestId AS request, s.modelId, s.closedAt, p.nodeId, p.microInfer, p.tokens
FROM settlements s CROSS JOIN UNNEST(s.payments) AS p;
