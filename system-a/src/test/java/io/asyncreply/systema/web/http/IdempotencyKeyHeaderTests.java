package io.asyncreply.systema.web.http;

import java.nio.charset.StandardCharsets;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Valid and invalid {@code Idempotency-Key} headers.
 */
class IdempotencyKeyHeaderTests {

	private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	@Test
	void returnsNoKeyWithoutHeader() {
		assertThat(IdempotencyKeyHeader.parse(this.request, BODY)).isNull();
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '\0', textBlock = """
			a, a
			"a", a
			8e03978e-40d5-43e8-bc93-6894a57f9324, 8e03978e-40d5-43e8-bc93-6894a57f9324
			"order:4711/1+2=3@x_y~z.", order:4711/1+2=3@x_y~z.
			"a b", a b
			"{a:'b'}", {a:'b'}
			"a\\"b\\\\c", a"b\\c
			""")
	void acceptsQuotedAndBareKeys(String header, String key) {
		this.request.addHeader("Idempotency-Key", header);
		assertThat(IdempotencyKeyHeader.parse(this.request, BODY)).satisfies((read) -> {
			assertThat(read.key()).isEqualTo(key);
			assertThat(read.fingerprint())
				.isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\"\"", " a", "\"a", "a\"", "a b", "a,b", "a;b", "a\"b", "a\\b", "\u00e9",
			"\ud83d\ude00", "a\nb", "'a'", "<a>" })
	void rejectsInvalidKeys(String header) {
		this.request.addHeader("Idempotency-Key", header);
		assertRejected();
	}

	@Test
	void limitsKeyTo255Characters() {
		this.request.addHeader("Idempotency-Key", "a".repeat(255));
		assertThat(IdempotencyKeyHeader.parse(this.request, BODY)).isNotNull();
		this.request.removeHeader("Idempotency-Key");
		this.request.addHeader("Idempotency-Key", "a".repeat(256));
		assertRejected();
	}

	@Test
	void rejectsTwoKeysEvenIfEqual() {
		this.request.addHeader("Idempotency-Key", "a");
		this.request.addHeader("Idempotency-Key", "a");
		assertRejected();
	}

	private void assertRejected() {
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> IdempotencyKeyHeader.parse(this.request, BODY))
			.satisfies((problemException) -> assertThat(problemException.problemType())
				.isEqualTo(ProblemType.INVALID_REQUEST));
	}

}
