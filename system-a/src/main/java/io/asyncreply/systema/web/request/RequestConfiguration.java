package io.asyncreply.systema.web.request;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messaging.DaemonThreadFactory;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.waiting.ChangeSubscribers;
import io.asyncreply.systema.web.http.AsyncResponder;
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

	/** Number of connections for reads by id. */
	private static final int READER_THREADS = 4;

	/** Half of the connections for lists and batches. */
	private static final int LIST_THREADS = 2;

	/** Each can hold a long result several times while it renders it. */
	private static final int RESULT_THREADS = 2;

	/** More than {@code server.tomcat.max-connections}, so that no read is rejected. */
	private static final int MAX_QUEUED_READS = 20_000;

	@Bean
	RequestController requestController(NewRequestFactory newRequestFactory, RequestService requestService,
			RequestProperties properties, CallerResolver callerResolver, AsyncResponder asyncResponder) {
		return new RequestController(newRequestFactory, requestService, new PreferHeader(properties.maxWait()),
				callerResolver, asyncResponder);
	}

	@Bean
	RequestListController requestListController(Ledger ledger, CallerResolver callerResolver,
			AsyncResponder asyncResponder, ExecutorService listExecutor) {
		return new RequestListController(ledger, callerResolver, asyncResponder, listExecutor);
	}

	@Bean
	RequestFinder requestFinder(Ledger ledger, QueueEstimators queueEstimators) {
		return new RequestFinder(ledger, queueEstimators);
	}

	@Bean
	RequestService requestService(Ledger ledger, ChangeSubscribers longPolls, RequestFinder requestFinder,
			ExecutorService requestReadExecutor, ExecutorService longResultExecutor) {
		return new RequestService(ledger, longPolls, requestFinder, requestReadExecutor, longResultExecutor);
	}

	@Bean(destroyMethod = "shutdownNow")
	ExecutorService requestReadExecutor() {
		return executor(READER_THREADS, "request-reader-");
	}

	@Bean(destroyMethod = "shutdownNow")
	ExecutorService listExecutor() {
		return executor(LIST_THREADS, "list-reader-");
	}

	@Bean(destroyMethod = "shutdownNow")
	ExecutorService longResultExecutor() {
		return executor(RESULT_THREADS, "result-reader-");
	}

	private static ExecutorService executor(int threads, String threadNamePrefix) {
		return new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(MAX_QUEUED_READS), new DaemonThreadFactory(threadNamePrefix));
	}

}
