package io.asyncreply.systema.request;

import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.Operations;
import io.asyncreply.messages.trace.Traces;
import io.asyncreply.systema.flow.Flows;
import io.asyncreply.systema.flow.Lookout;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.waiting.Waiting;
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
class RequestConfiguration {

	/** As many as may read the ledger at once; more would wait for a connection. */
	private static final int READERS = 4;

	/** More than may wait for an answer, see the server's limit of connections. */
	private static final int MOST_READINGS = 20_000;

	@Bean
	RequestController requestController(RequestProperties properties, SubmissionIntake submissions, RequestDesk desk) {
		return new RequestController(submissions, desk, new WaitPreference(properties.maxWait()), new Callers());
	}

	@Bean
	SubmissionIntake submissionIntake(RequestProperties properties, SubmissionReader reader, Clock clock,
			Traces traces) {
		BodyReader bodies = new BodyReader(properties.maxBodyBytes(), properties.bodyTimeout());
		return new SubmissionIntake(bodies, reader, clock, traces);
	}

	@Bean
	WhyController whyController(Inquiries inquiries, Lookout lookout, Clock clock) {
		return new WhyController(inquiries, lookout, new Callers(), clock);
	}

	@Bean
	OperationController operationController(Operations operations) {
		return new OperationController(operations, new OperationSchemas());
	}

	@Bean
	SubmissionReader submissionReader(Operations operations, PayloadValidator payloads, RequestProperties properties) {
		return new SubmissionReader(operations, payloads, properties.defaultDeadline(), properties.maxDeadline());
	}

	/** Speaks English to everybody, like everything else in a problem. */
	@Bean
	PayloadValidator payloadValidator() {
		return new PayloadValidator(Validation.byProvider(HibernateValidator.class)
			.configure()
			.defaultLocale(Locale.ENGLISH)
			.buildValidatorFactory()
			.getValidator());
	}

	@Bean
	Inquiries inquiries(Ledger ledger, Flows flows) {
		return new Inquiries(ledger, flows);
	}

	@Bean
	RequestDesk requestDesk(Ledger ledger, Waiting waiting, Inquiries inquiries, ExecutorService requestReaders) {
		return new RequestDesk(ledger, waiting, inquiries, requestReaders);
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
	ProblemController problemController() {
		return new ProblemController();
	}

	@Bean
	ProblemResolver problemResolver() {
		return new ProblemResolver();
	}

	@Bean
	PathEncodingFilter pathEncodingFilter() {
		return new PathEncodingFilter();
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> leanProtocol() {
		return (tomcat) -> tomcat.setProtocol(LeanProtocol.class.getName());
	}

	/** After Boot's own customizer, whose report this one replaces. */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTomcat() {
		return (tomcat) -> tomcat
			.addContextCustomizers((context) -> context.getParent().getPipeline().addValve(new ProblemValve()));
	}

}
