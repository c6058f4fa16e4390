package io.asyncreply.systema.waiting;

import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.ControlMessage.RequestsChanged;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.maintenance.ClusterMembership;
import io.asyncreply.systema.ledger.spi.LedgerListener;
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
	LongPollRegistry waiting(WaitingProperties properties) {
		return new LongPollRegistry(properties.callers());
	}

	@Bean
	ChangeSubscribers followers(WaitingProperties properties) {
		return new ChangeSubscribers(properties.streams());
	}

	@Bean
	LedgerListener wakeCallers(LongPollRegistry waiting) {
		return waiting::wake;
	}

	@Bean
	LedgerListener tellFollowers(ChangeSubscribers followers) {
		return followers::tell;
	}

	@Bean
	PeerChangeNotifier peerWakeUps(ClusterMembership peers, ControlBus bus, ScheduledExecutorService brokerScheduler) {
		return new PeerChangeNotifier(peers, bus::send, brokerScheduler);
	}

	@Bean
	RequestRefresher refresher(ControlBus bus, LongPollRegistry waiting, ChangeSubscribers followers, Ledger ledger,
			ScheduledExecutorService ledgerScheduler) {
		RequestRefresher refresher = new RequestRefresher(waiting, followers, ledger, ledgerScheduler);
		bus.listen(RequestsChanged.class, refresher::hear);
		return refresher;
	}

	@Bean
	WaitingShutdown farewell(LongPollRegistry waiting, ChangeSubscribers followers) {
		return new WaitingShutdown(waiting, followers);
	}

	@Bean
	MeterBinder waitingMetrics(LongPollRegistry waiting, ChangeSubscribers followers) {
		return (registry) -> {
			Gauge.builder("asyncreply.waiting.callers", waiting, LongPollRegistry::count)
				.description("Callers who wait for a request to change")
				.register(registry);
			Gauge.builder("asyncreply.waiting.streams", followers, ChangeSubscribers::count)
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
