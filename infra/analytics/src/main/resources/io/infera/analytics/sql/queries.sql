-- Worked queries. Each begins with its name and what it answers, and ends with a semicolon.

-- [fallen] Who fell in the last hour, and on what evidence
SELECT r.`at`, r.nodeId, r.reason, e.request, j.outcome, CAST(j.cosine AS DECIMAL(7, 6)) AS cosine, j.audit, j.auditor
FROM rosters r
LEFT JOIN UNNEST(r.evidence) AS e (request) ON TRUE
LEFT JOIN judgements j ON j.request = e.request AND j.nodeId = r.nodeId
WHERE r.reason IN ('SUSPENDED', 'WITHHELD', 'EJECTED')
  AND r.`at` > CAST(CURRENT_TIMESTAMP AS TIMESTAMP(3)) - INTERVAL '1' HOUR
ORDER BY r.`at` DESC, r.nodeId, e.request;

-- [standings] Every node now, the best first
SELECT nodeId, state, reason, since, CAST(standingPpm / 1e6 AS DECIMAL(4, 3)) AS standing,
       CAST(accuracyPpm / 1e6 AS DECIMAL(4, 3)) AS accuracy, CAST(availabilityPpm / 1e6 AS DECIMAL(4, 3)) AS availability,
       CAST(credibilityPpm / 1e6 AS DECIMAL(4, 3)) AS credibility, jobs, agreed, faults, silent, tokens
FROM standings
ORDER BY standingPpm DESC, nodeId;

-- [outcomes] How requests ended, and why
SELECT modelId, status, reason, COUNT(*) AS requests,
       CAST(100.0 * COUNT(*) / SUM(COUNT(*)) OVER (PARTITION BY modelId) AS DECIMAL(5, 2)) AS sharePercent,
       CAST(AVG(CAST(attempts AS DOUBLE)) AS DECIMAL(4, 2)) AS attempts, MAX(closedAt) AS latest
FROM verdicts
GROUP BY modelId, status, reason
ORDER BY modelId, requests DESC, status, reason;

-- [agreement] How far each two nodes agree, the worst first
SELECT p.modelId, p.nodeA, p.nodeB, COUNT(*) AS requests,
       CAST(100.0 * COUNT(*) FILTER (WHERE p.cosine >= m.accept) / COUNT(*) AS DECIMAL(5, 2)) AS agreePercent,
       CAST(MIN(p.cosine) AS DECIMAL(7, 6)) AS leastCosine, CAST(AVG(p.cosine) AS DECIMAL(7, 6)) AS meanCosine
FROM pairs p JOIN `models` m ON m.modelId = p.modelId
GROUP BY p.modelId, p.nodeA, p.nodeB
ORDER BY agreePercent, p.modelId, p.nodeA, p.nodeB;

-- [similarity] How similar results are, by model: pairs by their distance, 1 - cosine, in powers of ten
SELECT modelId, POWER(10, decade) AS distanceFrom, POWER(10, decade + 1) AS distanceBelow, COUNT(*) AS pairs,
       CAST(100.0 * COUNT(*) / SUM(COUNT(*)) OVER (PARTITION BY modelId) AS DECIMAL(5, 2)) AS sharePercent,
       CAST(MIN(cosine) AS DECIMAL(9, 8)) AS leastCosine, CAST(MAX(cosine) AS DECIMAL(9, 8)) AS mostCosine
FROM (SELECT modelId, cosine, FLOOR(LOG10(GREATEST(1 - cosine, 1E-8))) AS decade FROM pairs)
GROUP BY modelId, decade
ORDER BY modelId, decade;

-- [replication-cost] What replication costs, by model: nodes and tokens computed for each request answered
SELECT d.modelId, COUNT(*) AS requests, CAST(AVG(CAST(d.nodes AS DOUBLE)) AS DECIMAL(5, 2)) AS nodesDrawn,
       CAST(100.0 * SUM(d.audited) / COUNT(*) AS DECIMAL(5, 2)) AS auditedPercent,
       SUM(d.tokens) AS tokensComputed, SUM(p.tokens) AS tokensVerified,
       CAST(SUM(d.tokens) / CAST(SUM(p.tokens) AS DOUBLE) AS DECIMAL(5, 2)) AS computedPerVerified,
       SUM(p.microInfer) AS paidMicroInfer
FROM (SELECT request, modelId, COUNT(*) AS nodes, SUM(tokens) AS tokens, MAX(CASE WHEN audit <> 'NONE' THEN 1 ELSE 0 END) AS audited
      FROM judgements GROUP BY request, modelId) d
LEFT JOIN (SELECT request, MAX(tokens) AS tokens, SUM(microInfer) AS microInfer FROM payments GROUP BY request) p
  ON p.request = d.request
GROUP BY d.modelId
ORDER BY d.modelId;

-- [against-the-rest] Pairs that agree with each other while another node of the request disagrees
SELECT t.nodeA, t.nodeB, t.together, a.againstTheRest,
       CAST(100.0 * a.againstTheRest / t.together AS DECIMAL(5, 2)) AS sharePercent, a.shownWrong
FROM (SELECT nodeA, nodeB, COUNT(*) AS together FROM pairs GROUP BY nodeA, nodeB) t
JOIN (SELECT p.nodeA, p.nodeB, COUNT(DISTINCT p.request) AS againstTheRest,
             COUNT(DISTINCT CASE WHEN j.outcome = 'FAULTY' THEN p.request END) AS shownWrong
      FROM pairs p
      JOIN `models` m ON m.modelId = p.modelId AND p.cosine >= m.accept
      JOIN pairs other ON other.request = p.request AND other.cosine < m.reject
       AND (other.nodeA = p.nodeA AND other.nodeB <> p.nodeB OR other.nodeB = p.nodeA)
      LEFT JOIN judgements j ON j.request = p.request AND j.nodeId = p.nodeA
      GROUP BY p.nodeA, p.nodeB) a ON a.nodeA = t.nodeA AND a.nodeB = t.nodeB
ORDER BY sharePercent DESC, t.nodeA, t.nodeB;

-- [latency] How long nodes take from their draw to their result, the slowest first
SELECT nodeId, COUNT(*) AS drawn, COUNT(latencyMs) AS answered, PERCENTILE(latencyMs, 0.5) AS p50Ms,
       PERCENTILE(latencyMs, 0.99) AS p99Ms, MAX(latencyMs) AS worstMs
FROM judgements
GROUP BY nodeId
ORDER BY p99Ms DESC, nodeId;

-- [audits] What audits found, by model and policy
SELECT modelId, policyVersion, audit, COUNT(*) AS requests,
       CAST(100.0 * COUNT(*) / SUM(COUNT(*)) OVER (PARTITION BY modelId, policyVersion) AS DECIMAL(5, 2)) AS sharePercent,
       COUNT(correction) AS corrected
FROM verdicts
GROUP BY modelId, policyVersion, audit
ORDER BY modelId, policyVersion, audit;

-- [error-rates] How often each model is judged wrongly, as audits have it, with the confidence interval
SELECT modelId, policyVersion, epoch,
       CAST(r.falsePositive.estimatePpb / 1E9 AS DECIMAL(9, 8)) AS falsePositive,
       CAST(r.falsePositive.lowerPpb / 1E9 AS DECIMAL(9, 8)) AS atLeast,
       CAST(r.falsePositive.upperPpb / 1E9 AS DECIMAL(9, 8)) AS atMost,
       CAST(r.falseNegative.estimatePpb / 1E9 AS DECIMAL(9, 8)) AS falseNegative,
       CAST(r.falseNegative.lowerPpb / 1E9 AS DECIMAL(9, 8)) AS noLess,
       CAST(r.falseNegative.upperPpb / 1E9 AS DECIMAL(9, 8)) AS noMore
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY modelId, policyVersion ORDER BY epoch DESC) AS ago FROM error_rates) r
WHERE ago = 1
ORDER BY modelId, policyVersion;

-- [shadows] What a policy in shadow would have judged otherwise
SELECT modelId, policyVersion, shadowVersion, COUNT(*) AS requests,
       CAST(100.0 * COUNT(*) FILTER (WHERE verified) / COUNT(*) AS DECIMAL(5, 2)) AS verifiedPercent,
       CAST(100.0 * COUNT(*) FILTER (WHERE NOT sameAnswer) / COUNT(*) AS DECIMAL(5, 2)) AS otherAnswerPercent,
       SUM(CARDINALITY(differences)) AS nodesJudgedOtherwise
FROM shadows
GROUP BY modelId, policyVersion, shadowVersion
ORDER BY modelId, policyVersion, shadowVersion;

-- [inconclusive] The share of results between the thresholds, by model and policy: what a calibration should lower
SELECT modelId, policyVersion, COUNT(*) AS results,
       CAST(100.0 * COUNT(*) FILTER (WHERE outcome = 'INCONCLUSIVE') / COUNT(*) AS DECIMAL(5, 2)) AS inconclusivePercent,
       CAST(100.0 * COUNT(*) FILTER (WHERE outcome = 'SILENT') / COUNT(*) AS DECIMAL(5, 2)) AS silentPercent,
       CAST(100.0 * COUNT(*) FILTER (WHERE outcome = 'INADMISSIBLE') / COUNT(*) AS DECIMAL(5, 2)) AS inadmissiblePercent
FROM judgements
GROUP BY modelId, policyVersion
ORDER BY modelId, policyVersion;

-- [doubt] How sure the judge was of its answers: requests by the posterior probability of error
SELECT modelId, POWER(10, decade) AS errorFrom, POWER(10, decade + 1) AS errorBelow, COUNT(*) AS requests,
       COUNT(correction) AS corrected
FROM (SELECT modelId, correction, FLOOR(LOG10(GREATEST(errorPpb, 1) / 1E9)) AS decade FROM verdicts WHERE errorPpb IS NOT NULL)
GROUP BY modelId, decade
ORDER BY modelId, decade;

-- [earnings] What each node has earned, and for what
SELECT nodeId, COUNT(*) AS requests, SUM(tokens) AS tokens, SUM(microInfer) AS microInfer, MAX(closedAt) AS latest
FROM payments
GROUP BY nodeId
ORDER BY microInfer DESC, nodeId;

-- [settling] How long settlements take to be final on the chain, and how many are not yet, by lane
SELECT s.log_partition AS lane, COUNT(*) AS settlements, COUNT(*) - COUNT(r.`at`) AS notFinal,
       PERCENTILE(TIMESTAMPDIFF(SECOND, s.closedAt, r.`at`), 0.5) AS p50Seconds,
       PERCENTILE(TIMESTAMPDIFF(SECOND, s.closedAt, r.`at`), 0.99) AS p99Seconds
FROM settlements s
LEFT JOIN (SELECT lane, `offset`, MAX(`at`) AS `at` FROM receipts WHERE status = 'FINAL' GROUP BY lane, `offset`) r
  ON r.lane = s.log_partition AND r.`offset` = s.log_offset
GROUP BY s.log_partition
ORDER BY lane;

-- [history] Each node's last ten epochs
SELECT nodeId, epoch, `end`, state, CAST(standingPpm / 1e6 AS DECIMAL(4, 3)) AS standing, jobs, agreed, faults, silent,
       audited, CAST(ejectionLlrMicro / 1e6 AS DECIMAL(8, 3)) AS ejectionNats
FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY nodeId ORDER BY epoch DESC) AS ago FROM reputation)
WHERE ago <= 10
ORDER BY nodeId, epoch;
