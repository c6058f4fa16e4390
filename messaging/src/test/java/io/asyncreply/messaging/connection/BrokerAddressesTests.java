package io.asyncreply.messaging.connection;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Addresses of the broker in the forms that hosters hand out.
 */
class BrokerAddressesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class))
		.withUserConfiguration(AddressConfiguration.class)
		.withPropertyValues("spring.rabbitmq.username=na%40me", "spring.rabbitmq.password=pass+%41",
				"spring.rabbitmq.virtual-host=v%2Fh");

	@ParameterizedTest
	@CsvSource({ "amqp://user:p%40ss@host/vhost,user,p@ss,vhost,host,5672,false",
			"amqps://us%3Aer:p%25+%2Fs%C3%A9@host:5999/%2F,us:er,p%+/sé,/,host,5999,true",
			"amqps://user:pass@host,user,pass,v%2Fh,host,5671,true",
			"amqp://host:5999/a%2Fb,na%40me,pass+%41,a/b,host,5999,false",
			"host:5999,na%40me,pass+%41,v%2Fh,host,5999,false",
			"'amqp://u:p%40@h1/x,amqp://u:p%40@h2/x',u,p@,x,h1,5672,false",
			"amqp://u:p@[::1]:5999/x,u,p,x,[::1],5999,false" })
	void decodesTextsOfUriOnly(String addresses, String user, String password, String virtualHost, String host,
			int port, boolean tls) {
		this.runner.withPropertyValues("spring.rabbitmq.addresses=" + addresses).run((context) -> {
			CachingConnectionFactory factory = context.getBean(CachingConnectionFactory.class);
			assertThat(factory.getUsername()).isEqualTo(user);
			assertThat(factory.getRabbitConnectionFactory().getPassword()).isEqualTo(password);
			assertThat(factory.getVirtualHost()).isEqualTo(virtualHost);
			assertThat(factory.getRabbitConnectionFactory().isSSL()).isEqualTo(tls);
			assertThat(factory).extracting("addresses").asString().contains(host + ":" + port);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "host:port", "host:0", "host:70000", "http://host", "amqp://user:secret@host:x",
			"amqp://user:secret%zz@host", "amqp://user:secret@", "host:1 host:2", "host/v/w", "amqp://u:secret@@host" })
	void refusesInvalidAddressWithoutItsPassword(String address) {
		this.runner.withPropertyValues("spring.rabbitmq.addresses=" + address)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.satisfies((failure) -> assertThat(
						failure.toString() + ((InvalidConfigurationPropertyValueException) failure).getValue())
					.doesNotContain("secret")));
	}

	@Configuration(proxyBeanMethods = false)
	static class AddressConfiguration {

		@Bean
		static BrokerAddresses brokerAddresses(Environment environment) {
			return new BrokerAddresses(environment);
		}

	}

}
