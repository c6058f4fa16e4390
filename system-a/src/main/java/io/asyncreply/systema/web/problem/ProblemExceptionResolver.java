package io.asyncreply.systema.web.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Answers the exceptions of controllers with problems. Spring MVC decides the status of
 * its own exceptions that have no problem type here.
 */
final class ProblemExceptionResolver implements HandlerExceptionResolver, Ordered {

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object controller, Exception failure) {
		ProblemException problem = ProblemMapper.toProblem(failure).orElse(null);
		if (problem == null) {
			if (isAnsweredByFramework(failure)) {
				return null;
			}
			problem = ProblemMapper.internalError(failure, request.getRequestURI());
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

	/** It knows the status of these exceptions, or the caller has disconnected. */
	private static boolean isAnsweredByFramework(Exception failure) {
		return failure instanceof ErrorResponse || failure instanceof TypeMismatchException
				|| failure instanceof IOException
				|| AnnotatedElementUtils.hasAnnotation(failure.getClass(), ResponseStatus.class);
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
