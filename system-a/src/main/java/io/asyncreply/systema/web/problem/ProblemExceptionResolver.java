package io.asyncreply.systema.web.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers what a controller threw, if somebody foresaw it; the rest becomes an error of
 * the server and comes to the {@link ProblemErrorController}.
 */
public final class ProblemExceptionResolver implements HandlerExceptionResolver, Ordered {

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object controller, Exception failure) {
		ProblemException problemException = ProblemMapper.toProblem(failure).orElse(null);
		if (problemException == null) {
			return null;
		}
		try {
			// Tomcat has answered already where it could not read the body.
			if (!response.isCommitted()) {
				ProblemResponse.responseOf(problemException, request.getRequestURI()).writeTo(response);
			}
		}
		catch (IOException ex) {
			// The caller is gone and needs no answer.
		}
		return new ModelAndView();
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
