package io.asyncreply.systema.dispatch;

import java.time.Clock;

import io.asyncreply.messages.amqp.BrokerConnections;
import io.asyncreply.messages.amqp.ConfirmedPublisher;
import io.asyncreply.messages.amqp.WireFormat;
import io.asyncreply.systema.ledger.Ledger;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * From the ledger to the exchange.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DispatchProperties.class)
class DispatchConfiguration {

	@Bean
	DispatchBuffer dispatchBuffer(DispatchProperties properties) {
		return new DispatchBuffer(properties.buffer(), Math.toIntExact(properties.bufferSize().toBytes()));
	}

	@Bean
	BrokerPause brokerPause(BrokerConnections connections) {
		return new BrokerPause(connections);
	}

	@Bean
	Dispatcher dispatcher(Ledger ledger, ConfirmedPublisher publisher, WireFormat wireFormat, MeterRegistry meters,
			Dispatcher.Settings settings) {
		return new Dispatcher(ledger, publisher, wireFormat, meters, settings);
	}

	@Bean
	Dispatcher.Settings dispatcherSettings(Clock clock, BrokerPause pause, DispatchProperties properties) {
		return new Dispatcher.Settings(clock, pause, properties.returnDelay());
	}

	@Bean
	DispatchLoop dispatchLoop(DispatchBuffer buffer, Ledger ledger, Dispatcher dispatcher, BrokerPause pause) {
		return new DispatchLoop(buffer, ledger, dispatcher, pause);
	}

}
