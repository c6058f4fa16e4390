package io.asyncreply.systema.web.http;

import io.asyncreply.messages.RequestId;
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
class WebConfiguration implements WebMvcConfigurer {

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
	CallerResolver callerResolver() {
		return new CallerResolver();
	}

}
