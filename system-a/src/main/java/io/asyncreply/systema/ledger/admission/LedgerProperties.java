package io.asyncreply.systema.ledger.admission;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of the ledger; where it lies is said by {@code spring.datasource}.
 *
 * @param maxOpenRequests most requests that may be open at once
 * @param maxOpenRequestsPerCaller most of them that may be one caller's; as many as in
 * all unless it is given
 * @param uncommitted most bytes of payload that may wait for their commit at once
 * @param readers connections for reading
 */
@Validated
@ConfigurationProperties("asyncreply.ledger")
public record LedgerProperties(@DefaultValue("2000000") @Min(1) long maxOpenRequests,
		@Min(1) @Nullable Long maxOpenRequestsPerCaller, @DefaultValue("64MB") DataSize uncommitted,
		@DefaultValue("4") @Min(1) @Max(64) int readers) {

	/** Most requests of one caller that may be open at once. */
	long callerLimit() {
		return (this.maxOpenRequestsPerCaller != null) ? Math.min(this.maxOpenRequestsPerCaller, this.maxOpenRequests)
				: this.maxOpenRequests;
	}

}
