package io.asyncreply.systema.web.event;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.asyncreply.systema.waiting.ChangeSubscribers;
import io.asyncreply.systema.waiting.RequestRefresher;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.request.RequestFinder;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.annotation.Validated;

/**
 * The streams of events.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EventConfiguration.EventProperties.class)
class EventConfiguration {

	/** They never wait for a reader, so that more would not write more. */
	private static final int WRITERS = 2;

	@Bean
	EventController eventController(RequestFinder inquiries, ChangeSubscribers followers, RequestRefresher refresher,
			EventProperties properties, ScheduledExecutorService eventWriters) {
		return new EventController(inquiries, followers, new CallerResolver(),
				new RequestEventSource.HeartbeatPolicy(properties.heartbeat(), System::nanoTime, refresher::refresh),
				eventWriters);
	}

	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService eventWriters() {
		ScheduledThreadPoolExecutor writers = new ScheduledThreadPoolExecutor(WRITERS, (task) -> {
			Thread thread = new Thread(task, "event-writer");
			thread.setDaemon(true);
			return thread;
		});
		writers.setRemoveOnCancelPolicy(true);
		return writers;
	}

	/**
	 * How streams of events are kept up.
	 *
	 * @param heartbeat the longest silence of a stream, so that no proxy takes it for
	 * dead
	 */
	@Validated
	@ConfigurationProperties("asyncreply.events")
	record EventProperties(@DefaultValue("15s") @DurationMin(millis = 100) Duration heartbeat) {

	}

}
