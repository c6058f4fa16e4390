package io.asyncreply.systema.ledger.admission;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the ledger. {@code spring.datasource} names the database.
 *
 * @param maxOpenRequests maximum number of open requests
 * @param maxOpenRequestsPerCaller maximum number of open requests of one caller; default
 * is max-open-requests
 * @param uncommitted maximum bytes of requests that wait for their commit
 * @param readers number of connections for reads by id; lists and batches have 4 of their
 * own
 * @param requireSynchronousStandby whether System A refuses a PostgreSQL whose commits do
 * not wait for a standby; otherwise it warns
 */
@Validated
@ConfigurationProperties("asyncreply.ledger")
public record LedgerProperties(@DefaultValue("2000000") @Min(1) long maxOpenRequests,
		@Min(1) @Nullable Long maxOpenRequestsPerCaller, @DefaultValue("64MB") DataSize uncommitted,
		@DefaultValue("4") @Min(1) @Max(64) int readers, @DefaultValue("false") boolean requireSynchronousStandby) {

	/** The effective limit of one caller. */
	long callerLimit() {
		return (this.maxOpenRequestsPerCaller != null) ? Math.min(this.maxOpenRequestsPerCaller, this.maxOpenRequests)
				: this.maxOpenRequests;
	}

}
