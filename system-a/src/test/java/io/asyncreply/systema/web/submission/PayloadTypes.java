package io.asyncreply.systema.web.submission;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * Operations with payloads of all kinds of types: the ones that records usually have, and
 * ones whose own code throws.
 */
public final class PayloadTypes {

	/** Types whose schema says exactly what they accept. */
	static final List<Class<?>> DESCRIBED = List.of(Texts.class, Numbers.class, Boxes.class, Truths.class,
			Choices.class, Times.class, Identifiers.class, Binary.class, Collections.class, Optionals.class,
			Nested.class, Tree.class, Shape.class, Drawing.class, Constrained.class);

	/** Types whose own code rejects or fails. */
	static final List<Class<?>> FAILING = List.of(NullPointer.class, IllegalValue.class, Recursive.class,
			Assertion.class, ThrowingValidator.class, NoValidator.class, ThrowingAccessor.class, Untyped.class,
			BadInitializer.class);

	private PayloadTypes() {
	}

	/** Returns a registry with the built-in operations and one for each type. */
	public static OperationRegistry registry() {
		return new OperationRegistry(Stream
			.concat(OperationRegistry.builtIn(true).all().stream(),
					Stream.concat(DESCRIBED.stream(), FAILING.stream())
						.map((type) -> Operation.of(name(type), type, Texts.class)))
			.<Operation<?, ?>>map((operation) -> operation)
			.toList());
	}

	static String name(Class<?> type) {
		return "payload." + type.getSimpleName().toLowerCase(Locale.ROOT);
	}

	record Texts(String text, CharSequence sequence, char character, Character boxed) {
	}

	record Numbers(byte one, short two, int four, long eight, float single, double twice) {
	}

	record Boxes(Byte one, Short two, Integer four, Long eight, Float single, Double twice, BigInteger integer,
			BigDecimal decimal) {
	}

	record Truths(boolean primitive, Boolean boxed) {
	}

	record Choices(Color color, Renamed renamed, List<Color> colors, @NotNull Color required) {
	}

	enum Color {

		RED, GREEN

	}

	enum Renamed {

		@JsonProperty("a-one")
		ONE,

		@JsonProperty("a-two")
		TWO

	}

	record Times(Duration duration, Instant instant, LocalDate date) {
	}

	record Identifiers(UUID id, URI address) {
	}

	@SuppressWarnings("ArrayRecordComponent") // never compared
	record Binary(byte[] bytes, int[] numbers, String[] texts) {
	}

	record Collections(List<String> list, Set<Integer> set, List<List<Double>> nested, Map<String, Integer> counts,
			Map<String, List<@Valid Nested>> records) {
	}

	record Optionals(Optional<String> text, Optional<Optional<Integer>> nested, Optional<List<String>> list,
			Optional<Color> color) {
	}

	record Nested(@Valid Inner inner, @Valid @NotNull Inner required) {
	}

	record Inner(@NotNull String name, @Min(1) int count) {
	}

	record Tree(String name, List<Tree> children) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"),
			@JsonSubTypes.Type(value = Square.class, name = "square") })
	sealed interface Shape permits Circle, Square {

	}

	record Circle(double radius) implements Shape {
	}

	record Square(@NotNull Integer side) implements Shape {
	}

	record Drawing(@Valid Shape shape, List<@Valid Shape> shapes, @Valid @NotNull Shape required) {
	}

	record Constrained(@NotBlank String blank, @NotEmpty List<String> filled, @Size(min = 2, max = 3) String sized,
			@Pattern(regexp = "[a-z]+") String pattern, @Min(2) @Max(4) int bounded,
			@DecimalMin("0.5") @DecimalMax(value = "1.5", inclusive = false) BigDecimal decimal,
			@Size(max = 2) List<@Size(max = 1) String> sizes, @JsonProperty("re-named") String renamed) {
	}

	record NullPointer(String text) {

		NullPointer {
			text = text.trim();
		}

	}

	record IllegalValue(int value) {

		IllegalValue {
			if (value != 7) {
				throw new IllegalArgumentException("java.lang.secret");
			}
		}

	}

	record Recursive(int depth) {

		Recursive {
			new Recursive(depth + 1);
		}

	}

	record Assertion(int value) {

		Assertion {
			throw new AssertionError("java.lang.secret");
		}

	}

	record BadInitializer(int value) {

		BadInitializer {
			Broken.touch();
		}

	}

	static final class Broken {

		private static final int VALUE = Integer.parseInt("x");

		static int touch() {
			return VALUE;
		}

	}

	record ThrowingValidator(@Explosive String text) {
	}

	record NoValidator(@Size(max = 1) Integer number) {
	}

	record ThrowingAccessor(@NotNull String text) {

		@NotNull
		@Override
		public String text() {
			throw new IllegalStateException("java.lang.secret");
		}

	}

	record Untyped(Runnable task) {
	}

	@Documented
	@Retention(RetentionPolicy.RUNTIME)
	@Constraint(validatedBy = ExplosiveValidator.class)
	@interface Explosive {

		String message() default "";

		Class<?>[] groups() default {};

		Class<? extends Payload>[] payload() default {};

	}

	/** A validator with an error. */
	public static final class ExplosiveValidator implements ConstraintValidator<Explosive, String> {

		@Override
		public boolean isValid(String value, ConstraintValidatorContext context) {
			throw new IllegalStateException("java.lang.secret");
		}

	}

}
