package io.asyncreply.systema.web.submission;

import java.time.Clock;
import java.util.Locale;

import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.BoundedBodyReader;
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

	@Bean
	NewRequestFactory newRequestFactory(RequestProperties properties, SubmissionParser submissionParser, Clock clock,
			MessageTracer messageTracer) {
		BoundedBodyReader bodyReader = new BoundedBodyReader(properties.maxBodyBytes(), properties.bodyTimeout());
		return new NewRequestFactory(bodyReader, submissionParser, clock, messageTracer);
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
