package io.asyncreply.messaging.json;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Describes errors in the words of JSON. The messages of Jackson name Java types and
 * settings of the parser.
 */
final class JsonErrorTexts {

	private static final Pattern UNEXPECTED = Pattern
		.compile("Unexpected character \\('(\\P{Cntrl})'|Unrecognized token '([^'\\p{Cntrl}]{1,20})'");

	private JsonErrorTexts() {
	}

	/** Describes why a document cannot be parsed, and where. */
	static String ofSyntax(JacksonException ex) {
		String location = (ex.getLocation() != null)
				? " at line " + ex.getLocation().getLineNr() + ", column " + ex.getLocation().getColumnNr() : "";
		return describeSyntax(ex, String.valueOf(ex.getOriginalMessage())) + location;
	}

	private static String describeSyntax(JacksonException ex, String message) {
		if (ex instanceof StreamConstraintsException) {
			return message.contains("nesting depth") ? "more than " + StrictJson.MAX_DEPTH + " levels of nesting"
					: message.startsWith("Name") ? "a name of more than " + StrictJson.MAX_NAME_LENGTH + " characters"
							: message.startsWith("Number")
									? "a number of more than " + StrictJson.MAX_NUMBER_LENGTH + " digits"
									: "a value is too long";
		}
		if (ex instanceof UnexpectedEndOfInputException || message.startsWith("Unexpected end-of-input")) {
			return "the document ends too early";
		}
		if (message.startsWith("Duplicate")) {
			return "a name occurs twice in one object";
		}
		Matcher unexpected = UNEXPECTED.matcher(message);
		if (unexpected.find()) {
			return "unexpected '" + ((unexpected.group(1) != null) ? unexpected.group(1) : unexpected.group(2)) + "'";
		}
		return "the document is not valid JSON";
	}

	/** Names the value that does not fit: empty for the whole document. */
	static String path(JacksonException ex) {
		return ex.getPath()
			.stream()
			.map((step) -> (step.getPropertyName() != null) ? "." + step.getPropertyName()
					: "[" + step.getIndex() + "]")
			.collect(Collectors.joining());
	}

	/** Describes what a value that does not fit its type must be. */
	static String ofMismatch(JacksonException ex) {
		if (ex instanceof UnrecognizedPropertyException) {
			return "is unknown";
		}
		if (ex instanceof InputCoercionException) {
			return "is out of range";
		}
		if (ex instanceof InvalidTypeIdException invalidType) {
			return (invalidType.getTypeId() != null) ? "is of an unknown type" : "must name its type";
		}
		if (ex instanceof InvalidNullException) {
			return "must not be null";
		}
		return (ex instanceof MismatchedInputException mismatch && !(ex instanceof ValueInstantiationException))
				? "must be " + describe(mismatch.getTargetType()) : "is not valid";
	}

	private static String describe(@Nullable Class<?> type) {
		if (type == null) {
			return "another value";
		}
		if (CharSequence.class.isAssignableFrom(type) || type == byte[].class || type == char.class) {
			return "a string";
		}
		if (type == boolean.class || type == Boolean.class) {
			return "true or false";
		}
		if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
			return "a number";
		}
		if (type.isEnum()) {
			return "one of the values of its schema";
		}
		if (type.isArray() || Iterable.class.isAssignableFrom(type)) {
			return "an array";
		}
		return type.isRecord() ? "an object" : "another value";
	}

}
