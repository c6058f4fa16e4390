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
 * The places where callers wait and follow, woken by the ledger.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WaitingConfiguration.WaitingProperties.class)
class WaitingConfiguration {

	@Bean
	Waiting waiting(WaitingProperties properties) {
		return new Waiting(properties.callers());
	}

	@Bean
	Followers followers(WaitingProperties properties) {
		return new Followers(properties.streams());
	}

	@Bean
	LedgerListener wakeCallers(Waiting waiting) {
		return waiting::wake;
	}

	@Bean
	LedgerListener tellFollowers(Followers followers) {
		return followers::tell;
	}

	@Bean
	PeerWakeUps peerWakeUps(Peers peers, ControlBus bus, ScheduledExecutorService brokerScheduler) {
		return new PeerWakeUps(peers, bus::send, brokerScheduler);
	}

	@Bean
	Refresher refresher(ControlBus bus, Waiting waiting, Followers followers, Ledger ledger,
			ScheduledExecutorService ledgerScheduler) {
		Refresher refresher = new Refresher(waiting, followers, ledger, ledgerScheduler);
		bus.listen(WakeUp.class, refresher::hear);
		return refresher;
	}

	@Bean
	Farewell farewell(Waiting waiting, Followers followers) {
		return new Farewell(waiting, followers);
	}

	@Bean
	MeterBinder waitingMetrics(Waiting waiting, Followers followers) {
		return (registry) -> {
			Gauge.builder("asyncreply.waiting.callers", waiting, Waiting::count)
				.description("Callers who wait for a request to change")
				.register(registry);
			Gauge.builder("asyncreply.waiting.streams", followers, Followers::count)
				.description("Open streams of callers who follow a request")
				.register(registry);
		};
	}

	/**
	 * Bounds of waiting.
	 *
	 * @param callers most callers who may wait at once; the others get their 202 at once
	 * @param streams most streams of events that may be open at once; the others are
	 * refused
	 */
	@Validated
	@ConfigurationProperties("asyncreply.waiting")
	record WaitingProperties(@DefaultValue("10000") @Min(0) @Max(1_000_000) int callers,
			@DefaultValue("2000") @Min(0) @Max(1_000_000) int streams) {

	}

}
