package io.asyncreply.systema.web.batch;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

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
	private static final int WORKERS = 2;

	@Bean
	BatchController batchController(BatchService batchDesk, UploadService uploads, TransferLimiter transfers) {
		return new BatchController(batchDesk, uploads, transfers, new CallerResolver());
	}

	@Bean
	BatchService batchDesk(BatchLedger batches, Ledger ledger, QueueEstimators flows) {
		return new BatchService(batches, ledger, flows);
	}

	@Bean
	UploadService uploads(BatchService batchDesk, NewRequestFactory submissions, TransferLimiter transfers,
			MeterRegistry meters, UploadService.UploadLimits uploadLimits) {
		return new UploadService(batchDesk, submissions, transfers, UploadMetrics.of(meters), uploadLimits);
	}

	@Bean
	UploadService.UploadLimits uploadLimits(RequestProperties requests, BulkProperties bulk) {
		return new UploadService.UploadLimits(requests.maxBodyBytes(), bulk.maxLines(), requests.bodyTimeout());
	}

	@Bean
	TransferLimiter transfers(BulkProperties properties, ScheduledExecutorService bulkWorkers) {
		return new TransferLimiter(properties.transfers(), bulkWorkers);
	}

	@Bean
	MeterBinder bulkMetrics(TransferLimiter transfers) {
		return (registry) -> Gauge.builder("asyncreply.bulk.transfers", transfers, TransferLimiter::count)
			.description("Uploads and downloads that are under way")
			.register(registry);
	}

	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService bulkWorkers() {
		ScheduledThreadPoolExecutor workers = new ScheduledThreadPoolExecutor(WORKERS, (task) -> {
			Thread thread = new Thread(task, "bulk");
			thread.setDaemon(true);
			return thread;
		});
		workers.setRemoveOnCancelPolicy(true);
		return workers;
	}

}
