package io.asyncreply.systema.web.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/**
 * Answers the expected exceptions of controllers and of Spring MVC with problems. Every
 * other exception becomes a 500, which {@link ProblemErrorController} answers.
 */
@ControllerAdvice
final class ProblemExceptionHandler {

	/**
	 * Answers an exception.
	 * @param failure the exception
	 * @param request the call
	 * @param response its response
	 * @throws Exception the same exception if it is not an expected one
	 */
	@ExceptionHandler
	void handle(Exception failure, HttpServletRequest request, HttpServletResponse response) throws Exception {
		ProblemException problem = ProblemMapper.toProblem(failure).orElseThrow(() -> failure);
		if (response.isCommitted()) {
			return; // Tomcat answered when it could not read the body.
		}
		try {
			ProblemWriter.toResponse(problem, request.getRequestURI()).writeTo(response);
		}
		catch (IOException ex) {
			// The caller has disconnected and needs no answer.
		}
	}

}
