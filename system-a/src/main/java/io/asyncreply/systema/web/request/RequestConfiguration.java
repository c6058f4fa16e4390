package io.asyncreply.systema.web.request;

import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.operation.OperationRegistry;
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
	private static final int READERS = 4;

	/** More than may wait for an answer, see the server's limit of connections. */
	private static final int MOST_READINGS = 20_000;

	@Bean
	RequestController requestController(RequestProperties properties, NewRequestFactory submissions,
			RequestService desk) {
		return new RequestController(submissions, desk, new PreferHeader(properties.maxWait()), new CallerResolver());
	}

	@Bean
	NewRequestFactory submissionIntake(RequestProperties properties, SubmissionParser reader, Clock clock,
			MessageTracer traces) {
		BoundedBodyReader bodies = new BoundedBodyReader(properties.maxBodyBytes(), properties.bodyTimeout());
		return new NewRequestFactory(bodies, reader, clock, traces);
	}

	@Bean
	ExplanationController whyController(RequestFinder inquiries, DispatchStatusMonitor lookout, Clock clock) {
		return new ExplanationController(inquiries, lookout, new CallerResolver(), clock);
	}

	@Bean
	OperationController operationController(OperationRegistry operations) {
		return new OperationController(operations, new JsonSchemaGenerator());
	}

	@Bean
	SubmissionParser submissionReader(OperationRegistry operations, PayloadValidator payloads,
			RequestProperties properties) {
		return new SubmissionParser(operations, payloads, properties.defaultDeadline(), properties.maxDeadline());
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
	RequestFinder inquiries(Ledger ledger, QueueEstimators flows) {
		return new RequestFinder(ledger, flows);
	}

	@Bean
	RequestService requestDesk(Ledger ledger, LongPollRegistry waiting, RequestFinder inquiries,
			ExecutorService requestReaders) {
		return new RequestService(ledger, waiting, inquiries, requestReaders);
	}

	@Bean(destroyMethod = "shutdownNow")
	ExecutorService requestReaders() {
		return new ThreadPoolExecutor(READERS, READERS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_READINGS),
				(task) -> {
					Thread thread = new Thread(task, "request-reader");
					thread.setDaemon(true);
					return thread;
				});
	}

	@Bean
	ProblemErrorController problemController() {
		return new ProblemErrorController();
	}

	@Bean
	ProblemExceptionResolver problemResolver() {
		return new ProblemExceptionResolver();
	}

	@Bean
	PathEncodingFilter pathEncodingFilter() {
		return new PathEncodingFilter();
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> leanProtocol() {
		return (tomcat) -> tomcat.setProtocol(LowMemoryHttp11Protocol.class.getName());
	}

	/** After Boot's own customizer, whose report this one replaces. */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTomcat() {
		return (tomcat) -> tomcat.addContextCustomizers(
				(context) -> context.getParent().getPipeline().addValve(new ProblemErrorReportValve()));
	}

}
