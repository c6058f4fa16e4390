package io.asyncreply.systema.web.http;

import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.DaemonThreadFactory;
import io.asyncreply.systema.capacity.DefaultLimits;
import io.asyncreply.systema.web.peer.PeerProperties;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Configures Spring MVC: ids as path variables and query parameters, and strict checks of
 * calls.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ResponseProperties.class)
class WebConfiguration implements WebMvcConfigurer {

	/**
	 * Not all endpoints, because an operator can add some that are longer than the heap.
	 */
	private static final List<String> LONG_ENDPOINTS = List.of("/health/*", "/metrics/*", "/prometheus", "/queues/*");

	/** The writers never wait, so that more threads would not write faster. */
	private static final int WRITER_THREADS = 2;

	@Override
	public void addFormatters(FormatterRegistry registry) {
		registry.addConverter(String.class, RequestId.class, (text) -> RequestId.parse(text)
			.orElseThrow(() -> new IllegalArgumentException("Not an id: '" + text + "'")));
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new StrictCallInterceptor());
	}

	@Bean
	IgnoredBodyFilter ignoredBodyFilter() {
		return new IgnoredBodyFilter();
	}

	@Bean
	UnsentByteLimiter unsentByteLimiter(ResponseProperties properties, DefaultLimits defaultLimits,
			PeerProperties peerProperties, StalledReaders stalledReaders) {
		long maxBytes = (properties.maxUnsent() != null) ? properties.maxUnsent().toBytes()
				: defaultLimits.unsentBytes();
		return new UnsentByteLimiter(maxBytes, peerProperties.semaphore(maxBytes), stalledReaders);
	}

	@Bean
	AsyncResponder asyncResponder(UnsentByteLimiter unsentByteLimiter, ScheduledExecutorService responseExecutor,
			MeterRegistry meters) {
		return new AsyncResponder(new ResponseStreamer(unsentByteLimiter, responseExecutor, meters));
	}

	@Bean
	FilterRegistrationBean<LongResponseFilter> longResponseFilter(AsyncResponder asyncResponder,
			@Value("${management.endpoints.web.base-path:/actuator}") String basePath) {
		FilterRegistrationBean<LongResponseFilter> registration = new FilterRegistrationBean<>(
				new LongResponseFilter(asyncResponder));
		registration.addUrlPatterns(LONG_ENDPOINTS.stream().map(basePath::concat).toArray(String[]::new));
		return registration;
	}

	@Bean(destroyMethod = "shutdownNow")
	ScheduledExecutorService responseExecutor() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(WRITER_THREADS,
				new DaemonThreadFactory("response-writer-"));
		executor.setRemoveOnCancelPolicy(true);
		return executor;
	}

	@Bean
	MeterBinder responseMetrics(UnsentByteLimiter unsentByteLimiter) {
		return (registry) -> Gauge
			.builder("asyncreply.responses.unsent", unsentByteLimiter, UnsentByteLimiter::unsentBytes)
			.description("Bytes of long responses that callers have not read yet")
			.baseUnit("bytes")
			.register(registry);
	}

	@Bean
	CallerResolver callerResolver() {
		return new CallerResolver();
	}

}
