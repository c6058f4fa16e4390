package io.asyncreply.systema.web.request;

import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.DaemonThreadFactory;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.waiting.LongPollRegistry;
import io.asyncreply.systema.web.explain.ExplanationController;
import io.asyncreply.systema.web.http.BoundedBodyReader;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.PreferHeader;
import io.asyncreply.systema.web.problem.PathEncodingFilter;
import io.asyncreply.systema.web.problem.ProblemErrorController;
import io.asyncreply.systema.web.problem.ProblemExceptionResolver;
import io.asyncreply.systema.web.submission.JsonSchemaGenerator;
import io.asyncreply.systema.web.submission.NewRequestFactory;
import io.asyncreply.systema.web.submission.OperationController;
import io.asyncreply.systema.web.submission.PayloadValidator;
import io.asyncreply.systema.web.submission.RequestProperties;
import io.asyncreply.systema.web.submission.SubmissionParser;
import io.asyncreply.systema.web.tomcat.LowMemoryHttp11Protocol;
import io.asyncreply.systema.web.tomcat.ProblemErrorReportValve;
import io.asyncreply.systema.worker.DispatchStatusMonitor;
import jakarta.validation.Validation;
import org.hibernate.validator.HibernateValidator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The HTTP resource and its problems.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RequestProperties.class)
public class RequestConfiguration {

	/** As many as may read the ledger at once; more would wait for a connection. */
	private static final int READER_THREADS = 4;

	/** More than may wait for an answer, see the server's limit of connections. */
	private static final int MAX_QUEUED_READS = 20_000;

	@Bean
	RequestController requestController(RequestProperties requestProperties, NewRequestFactory newRequestFactory,
			RequestService requestService) {
		return new RequestController(newRequestFactory, requestService, new PreferHeader(requestProperties.maxWait()),
				new CallerResolver());
	}

	@Bean
	NewRequestFactory newRequestFactory(RequestProperties requestProperties, SubmissionParser submissionParser,
			Clock clock, MessageTracer messageTracer) {
		BoundedBodyReader bodyReader = new BoundedBodyReader(requestProperties.maxBodyBytes(),
				requestProperties.bodyTimeout());
		return new NewRequestFactory(bodyReader, submissionParser, clock, messageTracer);
	}

	@Bean
	ExplanationController explanationController(RequestFinder requestFinder,
			DispatchStatusMonitor dispatchStatusMonitor, Clock clock) {
		return new ExplanationController(requestFinder, dispatchStatusMonitor, new CallerResolver(), clock);
	}

	@Bean
	OperationController operationController(OperationRegistry operationRegistry) {
		return new OperationController(operationRegistry, new JsonSchemaGenerator());
	}

	@Bean
	SubmissionParser submissionParser(OperationRegistry operationRegistry, PayloadValidator payloadValidator,
			RequestProperties requestProperties) {
		return new SubmissionParser(operationRegistry, payloadValidator, requestProperties.defaultDeadline(),
				requestProperties.maxDeadline());
	}

	/** Speaks English to everybody, like everything else in a problem. */
	@Bean
	public PayloadValidator payloadValidator() {
		return new PayloadValidator(Validation.byProvider(HibernateValidator.class)
			.configure()
			.defaultLocale(Locale.ENGLISH)
			.buildValidatorFactory()
			.getValidator());
	}

	@Bean
	RequestFinder requestFinder(Ledger ledger, QueueEstimators queueEstimators) {
		return new RequestFinder(ledger, queueEstimators);
	}

	@Bean
	RequestService requestService(Ledger ledger, LongPollRegistry longPollRegistry, RequestFinder requestFinder,
			ExecutorService requestReadExecutor) {
		return new RequestService(ledger, longPollRegistry, requestFinder, requestReadExecutor);
	}

	@Bean(destroyMethod = "shutdownNow")
	ExecutorService requestReadExecutor() {
		return new ThreadPoolExecutor(READER_THREADS, READER_THREADS, 0, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(MAX_QUEUED_READS), new DaemonThreadFactory("request-reader-"));
	}

	@Bean
	ProblemErrorController problemErrorController() {
		return new ProblemErrorController();
	}

	@Bean
	ProblemExceptionResolver problemExceptionResolver() {
		return new ProblemExceptionResolver();
	}

	@Bean
	PathEncodingFilter pathEncodingFilter() {
		return new PathEncodingFilter();
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> lowMemoryProtocolCustomizer() {
		return (tomcat) -> tomcat.setProtocol(LowMemoryHttp11Protocol.class.getName());
	}

	/** After Boot's own customizer, whose report this one replaces. */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemErrorReportValveCustomizer() {
		return (tomcat) -> tomcat.addContextCustomizers(
				(context) -> context.getParent().getPipeline().addValve(new ProblemErrorReportValve()));
	}

}
