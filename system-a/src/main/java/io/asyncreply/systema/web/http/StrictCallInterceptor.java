package io.asyncreply.systema.web.http;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
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
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Rejects two kinds of calls that Spring MVC accepts. The first has unknown, repeated or
 * empty query parameters of a method with a {@link RequestParam}. The second has an
 * {@code Accept} header that excludes the media type of a method by {@code q=0}.
 */
final class StrictCallInterceptor implements HandlerInterceptor {

	private final Map<Method, CallRules> rules = new ConcurrentHashMap<>();

	/**
	 * Checks a call.
	 * @throws ProblemException 400 for an invalid query, 406 for an excluded media type
	 */
	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (handler instanceof HandlerMethod handlerMethod) {
			CallRules callRules = this.rules.computeIfAbsent(handlerMethod.getMethod(), CallRules::of);
			if (callRules.produces() != null) {
				ContentNegotiation.requireAcceptable(request, callRules.produces());
			}
			if (!callRules.parameterNames().isEmpty()) {
				requireValid(request.getParameterMap(), callRules.parameterNames());
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

	/**
	 * What a controller method allows.
	 *
	 * @param parameterNames names of its query parameters
	 * @param produces media type of its responses; null if it does not declare one
	 */
	private record CallRules(Set<String> parameterNames, @Nullable MediaType produces) {

		static CallRules of(Method method) {
			RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
			return new CallRules(
					Stream.of(method.getParameters())
						.filter((parameter) -> parameter.isAnnotationPresent(RequestParam.class))
						.map(Parameter::getName)
						.collect(Collectors.toUnmodifiableSet()),
					(mapping != null && mapping.produces().length > 0) ? MediaType.valueOf(mapping.produces()[0])
							: null);
		}

	}

}
