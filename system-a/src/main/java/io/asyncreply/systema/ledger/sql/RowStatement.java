package io.asyncreply.systema.ledger.sql;

import java.lang.reflect.Array;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A change that is made of many rows in one transaction, of each with values of its own.
 * Its SQL says where each value stands, how it is called and of what {@link ColumnType}
 * it is: {@code {line bigint}}.
 */
public final class RowStatement {

	private static final Pattern VALUE = Pattern.compile("\\{(\\w+) (\\w+)}");

	private final String ofOne;

	private final String ofMany;

	private final List<ColumnType> types;

	private RowStatement(String ofOne, String ofMany) {
		this.ofOne = VALUE.matcher(ofOne).replaceAll("?");
		this.ofMany = VALUE.matcher(ofMany).replaceAll("given.$1").formatted(given(ofOne));
		this.types = VALUE.matcher(ofOne).results().map((value) -> ColumnType.of(value.group(2))).toList();
	}

	/**
	 * Describes an insert.
	 * @param into the table and its columns
	 * @param values what goes into them
	 */
	public static RowStatement insert(String into, String values) {
		return new RowStatement("insert into " + into + " values (" + values + ")",
				"insert into " + into + " select " + values + " from %s");
	}

	/**
	 * Describes an update.
	 * @param set the table and what is set; its own columns need its name before them
	 * where they are read, also in what follows
	 * @param found which row it is: a column with an index, {@code =}, and a value
	 * @param provided what has to hold of the row besides
	 */
	public static RowStatement update(String set, String found, String provided) {
		String foundByIndex = found.replaceFirst("= (.+)", "= any (array[$1])");
		return new RowStatement("update " + set + " where " + found + " and " + provided,
				"update " + set + " from %s where " + foundByIndex + " and " + provided + " returning given.place");
	}

	/** A statement for one row, with a parameter for each value in their order. */
	public String ofOne() {
		return this.ofOne;
	}

	/**
	 * A statement of PostgreSQL for many rows, with an array for each value in their
	 * order; an update gives the places of those that it found, from 1. Neither a hash
	 * nor an order of the table helps to find what equals any element of an array, so
	 * that nothing is left but to look each up in the index, or to read the whole table.
	 */
	String ofMany() {
		return this.ofMany;
	}

	/** The types of the values in their order. */
	List<ColumnType> types() {
		return this.types;
	}

	private static String given(String sql) {
		String arrays = VALUE.matcher(sql)
			.results()
			.map((value) -> "?::" + ColumnType.of(value.group(2)).nameInPostgresql() + "[]")
			.collect(Collectors.joining(", "));
		String names = VALUE.matcher(sql).results().map((value) -> value.group(1)).collect(Collectors.joining(", "));
		return "unnest(" + arrays + ") with ordinality as given (" + names + ", place)";
	}

	/**
	 * What a value may be.
	 */
	enum ColumnType {

		/** A {@link String}. */
		TEXT("text", String.class),

		/** An {@link Integer}. */
		INTEGER("integer", Integer.class),

		/** A {@link Long}. */
		BIGINT("bigint", Long.class),

		/** Bytes. */
		BYTES("bytea", byte[].class);

		private final String nameInPostgresql;

		private final Class<?> javaType;

		ColumnType(String nameInPostgresql, Class<?> javaType) {
			this.nameInPostgresql = nameInPostgresql;
			this.javaType = javaType;
		}

		String nameInPostgresql() {
			return this.nameInPostgresql;
		}

		/** Makes an array of values of this type. */
		Object[] array(List<? extends @Nullable Object> values) {
			return values.toArray((Object[]) Array.newInstance(this.javaType, values.size()));
		}

		private static ColumnType of(String name) {
			return valueOf(name.toUpperCase(Locale.ROOT));
		}

	}

}
