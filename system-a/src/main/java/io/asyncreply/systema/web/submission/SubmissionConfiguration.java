package io.asyncreply.systema.web.submission;

import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.DaemonThreadFactory;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.systema.capacity.DefaultLimits;
import io.asyncreply.systema.web.body.NonBlockingBodyReader;
import io.asyncreply.systema.web.body.UnfinishedBodies;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.peer.PeerProperties;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.hibernate.validator.HibernateValidator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Beans that parse and validate submissions, and the operation resource.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RequestProperties.class)
class SubmissionConfiguration {

	private static final long CHECK_SECONDS = 1;

	@Bean
	NewRequestFactory newRequestFactory(RequestProperties properties, UnfinishedBodies unfinishedBodies,
			SubmissionParser submissionParser, Clock clock, MessageTracer messageTracer) {
		return new NewRequestFactory(new NonBlockingBodyReader(properties.bodyLimits(), unfinishedBodies),
				submissionParser, clock, messageTracer);
	}

	@Bean
	UnfinishedBodies unfinishedBodies(RequestProperties properties, DefaultLimits defaultLimits,
			PeerProperties peerProperties, ScheduledExecutorService bodyExecutor) {
		int maxBodies = (properties.maxUnfinishedBodies() != null) ? properties.maxUnfinishedBodies()
				: defaultLimits.unfinishedBodies();
		UnfinishedBodies unfinishedBodies = new UnfinishedBodies(peerProperties.semaphore(maxBodies),
				peerProperties.semaphore(defaultLimits.unfinishedBodyBytes()));
		bodyExecutor.scheduleWithFixedDelay(unfinishedBodies::endSlowBodies, CHECK_SECONDS, CHECK_SECONDS,
				TimeUnit.SECONDS);
		return unfinishedBodies;
	}

	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService bodyExecutor() {
		return new ScheduledThreadPoolExecutor(1, new DaemonThreadFactory("bodies-"));
	}

	@Bean
	SubmissionParser submissionParser(OperationRegistry operationRegistry, PayloadValidator payloadValidator,
			RequestProperties properties, Clock clock) {
		return new SubmissionParser(operationRegistry, payloadValidator, properties.defaultDeadline(),
				properties.maxDeadline(), clock);
	}

	@Bean
	PayloadValidator payloadValidator() {
		return new PayloadValidator(validator());
	}

	@Bean
	OperationController operationController(OperationRegistry operationRegistry, AsyncResponder asyncResponder) {
		return new OperationController(operationRegistry, new JsonSchemaGenerator(validator()), asyncResponder);
	}

	/** Messages are in English for every caller, like all other texts of a problem. */
	static Validator validator() {
		return Validation.byProvider(HibernateValidator.class)
			.configure()
			.defaultLocale(Locale.ENGLISH)
			.buildValidatorFactory()
			.getValidator();
	}

}
