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
import org.springframework.scheduling.TaskScheduler;
import org.springframework.validation.annotation.Validated;

/**
 * The places where callers wait and follow, woken by the ledger.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WaitingConfiguration.WaitingProperties.class)
class WaitingConfiguration {

	@Bean
	ChangeSubscribers longPolls(WaitingProperties properties) {
		return new ChangeSubscribers(properties.maxCallers());
	}

	@Bean
	ChangeSubscribers eventStreams(WaitingProperties properties) {
		return new ChangeSubscribers(properties.maxStreams());
	}

	@Bean
	LedgerListener longPollListener(ChangeSubscribers longPolls) {
		return longPolls::notifySubscribers;
	}

	@Bean
	LedgerListener subscriberListener(ChangeSubscribers eventStreams) {
		return eventStreams::notifySubscribers;
	}

	@Bean(initMethod = "start")
	PeerChangeNotifier peerChangeNotifier(ClusterMembership clusterMembership, ControlBus controlBus,
			TaskScheduler brokerTaskScheduler) {
		return new PeerChangeNotifier(clusterMembership, controlBus::send, brokerTaskScheduler);
	}

	@Bean
	RequestRefresher requestRefresher(ControlBus controlBus, ChangeSubscribers longPolls,
			ChangeSubscribers eventStreams, Ledger ledger, ScheduledExecutorService ledgerScheduler) {
		RequestRefresher requestRefresher = new RequestRefresher(longPolls, eventStreams, ledger,
				ledgerScheduler);
		controlBus.addListener(RequestsChanged.class, requestRefresher::onWakeUp);
		return requestRefresher;
	}

	@Bean
	WaitingShutdown waitingShutdown(ChangeSubscribers longPolls, ChangeSubscribers eventStreams) {
		return new WaitingShutdown(longPolls, eventStreams);
	}

	@Bean
	MeterBinder waitingMetrics(ChangeSubscribers longPolls, ChangeSubscribers eventStreams) {
		return (registry) -> {
			Gauge.builder("asyncreply.waiting.callers", longPolls, ChangeSubscribers::count)
				.description("Callers who wait for a request to change")
				.register(registry);
			Gauge.builder("asyncreply.waiting.streams", eventStreams, ChangeSubscribers::count)
				.description("Open streams of callers who follow a request")
				.register(registry);
		};
	}

	/**
	 * Bounds of waiting.
	 *
	 * @param maxCallers most callers who may wait at once; the others get their 202 at
	 * once
	 * @param maxStreams most streams of events that may be open at once; the others are
	 * refused
	 */
	@Validated
	@ConfigurationProperties("asyncreply.waiting")
	record WaitingProperties(@DefaultValue("10000") @Min(0) @Max(1_000_000) int maxCallers,
			@DefaultValue("2000") @Min(0) @Max(1_000_000) int maxStreams) {

	}

}
