package io.asyncreply.systema.web.event;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.asyncreply.messaging.DaemonThreadFactory;
import io.asyncreply.systema.waiting.ChangeSubscribers;
import io.asyncreply.systema.waiting.RequestRefresher;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.http.ResponseStreamer;
import io.asyncreply.systema.web.http.UnsentByteLimiter;
import io.asyncreply.systema.web.peer.PeerProperties;
import io.asyncreply.systema.web.request.RequestFinder;
import io.micrometer.core.instrument.MeterRegistry;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;

/**
 * Beans of event streams.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EventConfiguration.EventProperties.class)
class EventConfiguration {

	/** Event streams never block a thread, so more threads would not write faster. */
	private static final int THREADS = 2;

	@Bean
	EventController eventController(RequestFinder requestFinder, StreamSubscriptions streamSubscriptions,
			RequestRefresher requestRefresher, CallerResolver callerResolver, EventProperties eventProperties,
			ResponseStreamer eventStreamer) {
		StatusEventRenderer eventRenderer = new StatusEventRenderer();
		ServerSentEventSource.HeartbeatPolicy heartbeatPolicy = new ServerSentEventSource.HeartbeatPolicy(
				eventProperties.heartbeat(), System::nanoTime, requestRefresher::refresh);
		return new EventController(requestFinder, streamSubscriptions, callerResolver,
				(changeBuffer, lastSeenVersion, contextPath) -> new ServerSentEventSource(changeBuffer,
						requestFinder.queueEstimators()::estimate, eventRenderer, heartbeatPolicy, lastSeenVersion,
						contextPath),
				eventStreamer);
	}

	@Bean
	StreamSubscriptions streamSubscriptions(ChangeSubscribers eventStreams, PeerProperties peerProperties) {
		return new StreamSubscriptions(eventStreams, peerProperties.semaphore(eventStreams.capacity()));
	}

	@Bean
	ResponseStreamer eventStreamer(UnsentByteLimiter unsentByteLimiter, ScheduledExecutorService eventExecutor,
			MeterRegistry meters) {
		return new ResponseStreamer(unsentByteLimiter, eventExecutor, meters);
	}

	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService eventExecutor() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(THREADS,
				new DaemonThreadFactory("events-"));
		executor.setRemoveOnCancelPolicy(true);
		return executor;
	}

	/**
	 * Settings of event streams.
	 *
	 * @param heartbeat longest time without an event before a comment is sent, which
	 * keeps proxies from closing the connection
	 */
	@Validated
	@ConfigurationProperties("asyncreply.events")
	record EventProperties(@DefaultValue("15s") @DurationMin(millis = 100) Duration heartbeat) {

	}

}
