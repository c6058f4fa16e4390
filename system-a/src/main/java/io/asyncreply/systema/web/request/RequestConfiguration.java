package io.asyncreply.systema.web.request;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messaging.DaemonThreadFactory;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.waiting.ChangeSubscribers;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.PreferHeader;
import io.asyncreply.systema.web.submission.NewRequestFactory;
import io.asyncreply.systema.web.submission.RequestProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Beans of the request resource.
 */
@Configuration(proxyBeanMethods = false)
class RequestConfiguration {

	/** Number of read connections of the ledger. */
	private static final int READER_THREADS = 4;

	/** More than {@code server.tomcat.max-connections}, so that no read is rejected. */
	private static final int MAX_QUEUED_READS = 20_000;

	@Bean
	RequestController requestController(NewRequestFactory newRequestFactory, RequestService requestService,
			RequestFinder requestFinder, RequestProperties properties, CallerResolver callerResolver) {
		return new RequestController(newRequestFactory, requestService, requestFinder,
				new PreferHeader(properties.maxWait()), callerResolver);
	}

	@Bean
	RequestFinder requestFinder(Ledger ledger, QueueEstimators queueEstimators) {
		return new RequestFinder(ledger, queueEstimators);
	}

	@Bean
	RequestService requestService(Ledger ledger, ChangeSubscribers longPolls, RequestFinder requestFinder,
			ExecutorService requestReadExecutor) {
		return new RequestService(ledger, longPolls, requestFinder, requestReadExecutor);
	}

	@Bean(destroyMethod = "shutdownNow")
	ExecutorService requestReadExecutor() {
		return new ThreadPoolExecutor(READER_THREADS, READER_THREADS, 0, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(MAX_QUEUED_READS), new DaemonThreadFactory("request-reader-"));
	}

}
