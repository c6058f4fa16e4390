package io.asyncreply.systema.request;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.asyncreply.systema.flow.Flows;
import io.asyncreply.systema.ledger.Batches;
import io.asyncreply.systema.ledger.Ledger;
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
class BulkConfiguration {

	/** They never wait for a caller, and leave processors to those who do not hurry. */
	private static final int WORKERS = 2;

	@Bean
	BatchController batchController(BatchDesk batchDesk, Uploads uploads, Transfers transfers) {
		return new BatchController(batchDesk, uploads, transfers, new Callers());
	}

	@Bean
	BatchDesk batchDesk(Batches batches, Ledger ledger, Flows flows) {
		return new BatchDesk(batches, ledger, flows);
	}

	@Bean
	Uploads uploads(BatchDesk batchDesk, SubmissionIntake submissions, Transfers transfers, MeterRegistry meters,
			Uploads.Limits uploadLimits) {
		return new Uploads(batchDesk, submissions, transfers, BulkMeters.of(meters), uploadLimits);
	}

	@Bean
	Uploads.Limits uploadLimits(RequestProperties requests, BulkProperties bulk) {
		return new Uploads.Limits(requests.maxBodyBytes(), bulk.maxLines(), requests.bodyTimeout());
	}

	@Bean
	Transfers transfers(BulkProperties properties, ScheduledExecutorService bulkWorkers) {
		return new Transfers(properties.transfers(), bulkWorkers);
	}

	@Bean
	MeterBinder bulkMetrics(Transfers transfers) {
		return (registry) -> Gauge.builder("asyncreply.bulk.transfers", transfers, Transfers::count)
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
