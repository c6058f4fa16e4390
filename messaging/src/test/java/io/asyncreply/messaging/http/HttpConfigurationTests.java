package io.asyncreply.messaging.http;

import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings of the checks.
 */
class HttpConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withUserConfiguration(HttpConfiguration.class);

	@Test
	void readsHostsAndOrigins() {
		this.contextRunner
			.withPropertyValues("asyncreply.http.allowed-hosts=system-a,api.example.com",
					"asyncreply.cors.allowed-origins=https://app.example.com,http://localhost:3000")
			.run((context) -> {
				Filter filter = context.getBean("callCheckFilter", FilterRegistrationBean.class).getFilter();
				assertThat(status(filter, "system-a:8080", "https://app.example.com")).isEqualTo(200);
				assertThat(status(filter, "api.example.com", "http://localhost:3000")).isEqualTo(200);
				assertThat(status(filter, "evil.example", "https://app.example.com")).isEqualTo(421);
				assertThat(status(filter, "system-a", "https://evil.example")).isEqualTo(403);
			});
	}

	private static int status(Filter filter, String host, String origin) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/requests");
		request.addHeader("Host", host);
		request.addHeader("Origin", origin);
		MockHttpServletResponse response = new MockHttpServletResponse();
		filter.doFilter(request, response, new MockFilterChain());
		return response.getStatus();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http.allowed-hosts=*", "http.allowed-hosts=api.example.com:80",
			"http.allowed-hosts=http://api.example.com", "cors.allowed-origins=*", "cors.allowed-origins=null",
			"cors.allowed-origins=app.example.com", "cors.allowed-origins=https://app.example.com/",
			"cors.allowed-origins=https://*.example.com" })
	void rejectsInvalidSettingAtStart(String setting) {
		this.contextRunner.withPropertyValues("asyncreply." + setting)
			.run((context) -> assertThat(context).hasFailed());
	}

}
