package io.asyncreply.systema.web.batch;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.asyncreply.messaging.DaemonThreadFactory;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.ResponseStreamer;
import io.asyncreply.systema.web.http.UnsentByteLimiter;
import io.asyncreply.systema.web.peer.PeerProperties;
import io.asyncreply.systema.web.submission.NewRequestFactory;
import io.asyncreply.systema.web.submission.RequestProperties;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;

/**
 * Beans of batch uploads and downloads.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BatchConfiguration.BulkProperties.class)
class BatchConfiguration {

	/**
	 * Transfers never block a thread. Two threads leave the other processors to single
	 * requests.
	 */
	private static final int THREADS = 2;

	@Bean
	BatchController batchController(BatchService batchService, UploadService uploadService,
			CallerResolver callerResolver, AsyncResponder asyncResponder, ExecutorService listExecutor) {
		return new BatchController(batchService, uploadService, callerResolver, asyncResponder, listExecutor);
	}

	@Bean
	BatchResultController batchResultController(BatchService batchService, TransferLimiter transferLimiter,
			CallerResolver callerResolver) {
		return new BatchResultController(batchService, transferLimiter, callerResolver);
	}

	@Bean
	BatchService batchService(BatchLedger batchLedger, Ledger ledger, QueueEstimators queueEstimators) {
		return new BatchService(batchLedger, ledger, queueEstimators);
	}

	@Bean
	UploadService uploadService(BatchService batchService, NewRequestFactory newRequestFactory,
			TransferLimiter transferLimiter, MeterRegistry meters, UploadService.UploadLimits uploadLimits) {
		return new UploadService(batchService, newRequestFactory, transferLimiter, UploadMetrics.of(meters),
				uploadLimits);
	}

	@Bean
	UploadService.UploadLimits uploadLimits(RequestProperties requestProperties, BulkProperties bulkProperties) {
		return new UploadService.UploadLimits(requestProperties.maxBodyBytes(), bulkProperties.maxLines(),
				requestProperties.bodyTimeout(), requestProperties.minBodyRate());
	}

	@Bean
	TransferLimiter transferLimiter(BulkProperties bulkProperties, ScheduledExecutorService batchExecutor,
			PeerProperties peerProperties, UnsentByteLimiter unsentByteLimiter, MeterRegistry meters) {
		return new TransferLimiter(peerProperties.semaphore(bulkProperties.maxTransfers()), batchExecutor,
				new ResponseStreamer(unsentByteLimiter, batchExecutor, meters));
	}

	@Bean
	MeterBinder transferMetrics(TransferLimiter transferLimiter) {
		return (registry) -> Gauge.builder("asyncreply.bulk.transfers", transferLimiter, TransferLimiter::activeCount)
			.description("Active uploads and downloads")
			.register(registry);
	}

	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService batchExecutor() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(THREADS,
				new DaemonThreadFactory("batch-"));
		executor.setRemoveOnCancelPolicy(true);
		return executor;
	}

	/**
	 * Limits of batch uploads and downloads. The limits of one line are those of a
	 * request body in {@code asyncreply.requests}.
	 *
	 * @param maxTransfers most uploads and downloads at the same time
	 * @param maxLines most non-blank lines of an upload
	 */
	@Validated
	@ConfigurationProperties("asyncreply.bulk")
	record BulkProperties(@DefaultValue("16") @Min(1) @Max(1_000) int maxTransfers,
			@DefaultValue("10000000") @Min(1) long maxLines) {

	}

}
