package io.asyncreply.messaging.json;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.Nulls;
import io.asyncreply.messages.RawJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Reads and writes JSON strictly: UTF-8 only, no unknown or duplicate properties, no
 * trailing tokens, no coercion, no null items, no NUL, no lone surrogates, limited depth
 * and numbers.
 */
public final class StrictJson {

	/** Maximum nesting depth. */
	public static final int MAX_DEPTH = 64;

	/** Most digits of a number. */
	public static final int MAX_NUMBER_LENGTH = 100;

	/** Most characters of a property name. */
	public static final int MAX_NAME_LENGTH = 256;

	private static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(MAX_DEPTH)
				.maxNumberLength(MAX_NUMBER_LENGTH)
				.maxNameLength(MAX_NAME_LENGTH)
				.build())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.build())
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
		.enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
		.withCoercionConfigDefaults(
				(coercions) -> coercions.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.EmptyArray, CoercionAction.Fail)
					.setCoercion(CoercionInputShape.EmptyObject, CoercionAction.Fail))
		.changeDefaultNullHandling((nulls) -> nulls.withContentNulls(Nulls.FAIL))
		.addModule(new SimpleModule().setDeserializerModifier(new StrictDeserializerModifier()))
		.disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
		.build();

	/**
	 * Ignores unknown members and nulls, which a newer version of the other system may
	 * send.
	 */
	private static final JsonMapper TOLERANT_MAPPER = MAPPER.rebuild()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.changeDefaultNullHandling((nulls) -> nulls.withContentNulls(Nulls.SET))
		.build();

	private static final JsonMapper COMPLETE_MAPPER = MAPPER.rebuild()
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.annotationIntrospector(new RequiredMemberIntrospector())
		.build();

	private StrictJson() {
	}

	/**
	 * Splits a JSON object into its members without binding their values.
	 * @param document the whole document
	 * @return members in their order, each value as the bytes of the document
	 * @throws MalformedJsonException if the document is not one strictly valid object
	 */
	public static Map<String, RawJson> members(byte[] document) {
		Map<String, RawJson> members = new LinkedHashMap<>();
		JsonScanner.scan(MAPPER, document, (parser) -> {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw new MalformedJsonException("an object is expected");
			}
			while (JsonScanner.nextToken(parser) != JsonToken.END_OBJECT) {
				String name = parser.currentName();
				JsonScanner.nextToken(parser);
				int start = (int) parser.currentTokenLocation().getByteOffset();
				JsonScanner.skipValue(parser);
				parser.finishToken();
				int end = (int) parser.currentLocation().getByteOffset();
				members.put(name, RawJson.of(Arrays.copyOfRange(document, start, end)));
			}
		});
		return members;
	}

	/**
	 * Checks that a document is one strictly valid JSON value.
	 * @param document the whole document
	 * @return the document as a value
	 * @throws MalformedJsonException if it is not
	 */
	public static RawJson check(byte[] document) {
		JsonScanner.scan(MAPPER, document, (parser) -> {
			JsonScanner.nextToken(parser);
			JsonScanner.skipValue(parser);
		});
		return RawJson.of(document);
	}

	/**
	 * Binds a strictly valid value to a type.
	 * @param <T> type of the result
	 * @param json value from {@link #members} or {@link #check}
	 * @param type a record
	 * @return the bound value
	 * @throws MalformedJsonException if the value does not fit the type, or if code of
	 * the type throws; the path of the exception names the value at fault
	 */
	public static <T> T bind(RawJson json, Class<T> type) {
		return bind(MAPPER, json, type);
	}

	/**
	 * Binds a strictly valid value of another version: ignores unknown members, and keeps
	 * null elements and values of collections.
	 * @param <T> type of the result
	 * @param json value from {@link #members} or {@link #check}
	 * @param type a record or map; missing members are null, zero or false
	 * @return the bound value
	 * @throws MalformedJsonException if the value does not fit the type
	 */
	public static <T> T bindTolerant(RawJson json, Class<T> type) {
		return bind(TOLERANT_MAPPER, json, type);
	}

	/**
	 * Binds a strictly valid value of another version: ignores unknown members, but
	 * requires each component of a record that is not {@code @Nullable}.
	 * @param <T> type of the result
	 * @param json value from {@link #members} or {@link #check}
	 * @param type a record
	 * @return the bound value
	 * @throws MalformedJsonException if the value does not fit the type, or lacks a
	 * component
	 */
	public static <T> T bindComplete(RawJson json, Class<T> type) {
		return bind(COMPLETE_MAPPER, json, type);
	}

	/**
	 * Writes a value.
	 * @param value a record, a collection or a scalar
	 * @return its JSON, with times and durations in ISO 8601
	 */
	public static RawJson write(Object value) {
		return RawJson.of(MAPPER.writeValueAsBytes(value));
	}

	private static <T> T bind(JsonMapper mapper, RawJson json, Class<T> type) {
		T value = read(mapper, json, type);
		if (value == null) {
			throw new MalformedJsonException("must not be null");
		}
		return value;
	}

	private static <T> @Nullable T read(JsonMapper mapper, RawJson json, Class<T> type) {
		try {
			return mapper.readValue(json.utf8(), type);
		}
		catch (JacksonException ex) {
			throw new MalformedJsonException(JsonErrorTexts.path(ex), JsonErrorTexts.ofMismatch(ex), ex);
		}
		catch (RuntimeException | StackOverflowError | AssertionError | LinkageError ex) {
			// Thrown by code of the type, which Jackson does not always wrap.
			throw new MalformedJsonException("", "is not valid", ex);
		}
	}

}
