package io.asyncreply.systema.web.explain;

import java.time.Clock;

import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.CallerResolver;
import io.asyncreply.systema.web.request.RequestFinder;
import io.asyncreply.systema.worker.DispatchStatusMonitor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Beans of the explanation resource.
 */
@Configuration(proxyBeanMethods = false)
class ExplanationConfiguration {

	@Bean
	ExplanationController explanationController(RequestFinder requestFinder,
			DispatchStatusMonitor dispatchStatusMonitor, CallerResolver callerResolver, AsyncResponder asyncResponder,
			Clock clock) {
		return new ExplanationController(requestFinder, dispatchStatusMonitor, callerResolver, asyncResponder, clock);
	}

}
