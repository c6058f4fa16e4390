package io.asyncreply.systema.web.http;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.Violation;
import io.asyncreply.systema.web.response.TextSanitizer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Rejects query parameters that are unknown, repeated or empty, so that a mistyped filter
 * does not list everything. Checks only controller methods with a {@link RequestParam}.
 */
final class QueryParameterInterceptor implements HandlerInterceptor {

	private final Map<Method, Set<String>> knownNames = new ConcurrentHashMap<>();

	/**
	 * Checks the query of a call.
	 * @throws ProblemException 400 if a parameter is unknown, repeated or empty
	 */
	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (handler instanceof HandlerMethod handlerMethod) {
			Set<String> known = this.knownNames.computeIfAbsent(handlerMethod.getMethod(),
					QueryParameterInterceptor::parameterNames);
			if (!known.isEmpty()) {
				requireValid(request.getParameterMap(), known);
			}
		}
		return true;
	}

	private static void requireValid(Map<String, String[]> query, Set<String> known) {
		List<Violation> errors = new ArrayList<>();
		new TreeMap<>(query).forEach((name, values) -> {
			if (!known.contains(name)) {
				errors.add(new Violation(TextSanitizer.sanitize(name), "is unknown"));
			}
			else if (values.length > 1) {
				errors.add(new Violation(name, "must not be repeated"));
			}
			else if (values[0].isEmpty()) {
				errors.add(new Violation(name, "must not be empty"));
			}
		});
		if (!errors.isEmpty()) {
			throw ProblemException.invalid(errors);
		}
	}

	private static Set<String> parameterNames(Method method) {
		return Stream.of(method.getParameters())
			.filter((parameter) -> parameter.isAnnotationPresent(RequestParam.class))
			.map((parameter) -> {
				String name = parameter.getAnnotation(RequestParam.class).name();
				return name.isEmpty() ? parameter.getName() : name;
			})
			.collect(Collectors.toUnmodifiableSet());
	}

}
