package io.asyncreply.systema.waiting;

import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.ControlMessage.RequestsChanged;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.systema.capacity.DefaultLimits;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.LiveInstances;
import io.asyncreply.systema.ledger.spi.LedgerListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.validation.annotation.Validated;

/**
 * Beans of long polls and event streams, which the ledger notifies of changes.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WaitingConfiguration.WaitingProperties.class)
class WaitingConfiguration {

	@Bean
	ChangeSubscribers longPolls(WaitingProperties properties, DefaultLimits defaultLimits) {
		return new ChangeSubscribers(
				(properties.maxCallers() != null) ? properties.maxCallers() : defaultLimits.waitingCallers());
	}

	@Bean
	ChangeSubscribers eventStreams(WaitingProperties properties, DefaultLimits defaultLimits) {
		return new ChangeSubscribers(
				(properties.maxStreams() != null) ? properties.maxStreams() : defaultLimits.eventStreams());
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
	PeerChangeNotifier peerChangeNotifier(LiveInstances liveInstances, ControlBus controlBus,
			TaskScheduler brokerTaskScheduler) {
		return new PeerChangeNotifier(liveInstances, controlBus::send, brokerTaskScheduler);
	}

	@Bean
	RequestRefresher requestRefresher(ControlBus controlBus, ChangeSubscribers longPolls,
			ChangeSubscribers eventStreams, Ledger ledger, ScheduledExecutorService ledgerScheduler) {
		RequestRefresher requestRefresher = new RequestRefresher(longPolls, eventStreams, ledger, ledgerScheduler);
		controlBus.addListener(RequestsChanged.class, requestRefresher::onRequestsChanged);
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
				.description("Open long polls")
				.register(registry);
			Gauge.builder("asyncreply.waiting.streams", eventStreams, ChangeSubscribers::count)
				.description("Open event streams")
				.register(registry);
		};
	}

	/**
	 * Limits of long polls and event streams.
	 *
	 * @param maxCallers most long polls at once; further calls are answered at once;
	 * default is 10,000 or as many as fit the heap and the file descriptors
	 * @param maxStreams most open event streams at once. Further calls are rejected with
	 * 503. The default is 2,000 or as many as fit the heap and the file descriptors.
	 */
	@Validated
	@ConfigurationProperties("asyncreply.waiting")
	record WaitingProperties(@Min(0) @Max(1_000_000) @Nullable Integer maxCallers,
			@Min(0) @Max(1_000_000) @Nullable Integer maxStreams) {

	}

}
