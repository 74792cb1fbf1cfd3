/** How often answers are judged wrongly, as audits have it: counted by model and epoch. */
package io.infera.verification.domain.errorrates;
