package io.asyncreply.systema.web.batch;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.asyncreply.messaging.DaemonThreadFactory;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.submission.NewRequestFactory;
import io.asyncreply.systema.web.submission.RequestProperties;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Uploads and downloads of batches.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BulkProperties.class)
class BatchConfiguration {

	/** They never wait for a caller, and leave processors to those who do not hurry. */
	private static final int THREADS = 2;

	@Bean
	BatchController batchController(BatchService batchService, UploadService uploadService,
			TransferLimiter transferLimiter, CallerResolver callerResolver) {
		return new BatchController(batchService, uploadService, transferLimiter, callerResolver);
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
				requestProperties.bodyTimeout());
	}

	@Bean
	TransferLimiter transferLimiter(BulkProperties properties, ScheduledExecutorService batchExecutor) {
		return new TransferLimiter(properties.maxTransfers(), batchExecutor);
	}

	@Bean
	MeterBinder transferMetrics(TransferLimiter transferLimiter) {
		return (registry) -> Gauge.builder("asyncreply.bulk.transfers", transferLimiter, TransferLimiter::activeCount)
			.description("Uploads and downloads that are under way")
			.register(registry);
	}

	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService batchExecutor() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(THREADS,
				new DaemonThreadFactory("bulk-"));
		executor.setRemoveOnCancelPolicy(true);
		return executor;
	}

}
