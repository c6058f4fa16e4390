package io.asyncreply.systema.waiting;

import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.Signal.WakeUp;
import io.asyncreply.messages.amqp.ControlBus;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.LedgerListener;
import io.asyncreply.systema.ledger.Peers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;

/**
 * The place where callers wait, woken by the ledger.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WaitingConfiguration.WaitingProperties.class)
class WaitingConfiguration {

	@Bean
	Waiting waiting(WaitingProperties properties) {
		return new Waiting(properties.callers());
	}

	@Bean
	LedgerListener wakeCallers(Waiting waiting) {
		return waiting::wake;
	}

	@Bean
	PeerWakeUps peerWakeUps(Peers peers, ControlBus bus, ScheduledExecutorService brokerScheduler) {
		return new PeerWakeUps(peers, bus::send, brokerScheduler);
	}

	@Bean
	PeerListener peerListener(ControlBus bus, Waiting waiting, Ledger ledger,
			ScheduledExecutorService ledgerScheduler) {
		PeerListener listener = new PeerListener(waiting, ledger, ledgerScheduler);
		bus.listen(WakeUp.class, listener::hear);
		return listener;
	}

	@Bean
	Farewell farewell(Waiting waiting) {
		return new Farewell(waiting);
	}

	@Bean
	MeterBinder waitingMetrics(Waiting waiting) {
		return (registry) -> Gauge.builder("asyncreply.waiting.callers", waiting, Waiting::count)
			.description("Callers who wait for a request to change")
			.register(registry);
	}

	/**
	 * Bounds of waiting.
	 *
	 * @param callers most callers who may wait at once; the others get their 202 at once
	 */
	@Validated
	@ConfigurationProperties("asyncreply.waiting")
	record WaitingProperties(@DefaultValue("10000") @Min(0) @Max(1_000_000) int callers) {

	}

}
