package io.asyncreply.systema.web.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers the expected exceptions of controllers and of Spring MVC with problems. Every
 * other exception becomes a 500, which {@link ProblemErrorController} answers.
 */
final class ProblemExceptionResolver implements HandlerExceptionResolver, Ordered {

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object controller, Exception failure) {
		ProblemException problem = ProblemMapper.toProblem(failure).orElse(null);
		if (problem == null) {
			return null;
		}
		try {
			// Tomcat has already answered if it could not read the body.
			if (!response.isCommitted()) {
				ProblemWriter.toResponse(problem, request.getRequestURI()).writeTo(response);
			}
		}
		catch (IOException ex) {
			// The caller has disconnected and needs no response.
		}
		return new ModelAndView();
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
