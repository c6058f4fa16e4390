package io.asyncreply.systema.web.batch;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of uploads and downloads of batches; a line is bounded like a body, by
 * {@code asyncreply.requests}.
 *
 * @param maxTransfers most uploads and downloads that may be under way at once
 * @param maxLines most lines of an upload
 */
@Validated
@ConfigurationProperties("asyncreply.bulk")
record BulkProperties(@DefaultValue("16") @Min(1) @Max(1_000) int maxTransfers,
		@DefaultValue("10000000") @Min(1) long maxLines) {

}
