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

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+) (\\w+)}");

	private final String singleRowSql;

	private final String multiRowSql;

	private final List<ColumnType> types;

	private RowStatement(String singleRowSql, String multiRowSql) {
		this.singleRowSql = PLACEHOLDER.matcher(singleRowSql).replaceAll("?");
		this.multiRowSql = PLACEHOLDER.matcher(multiRowSql)
			.replaceAll("given.$1")
			.formatted(unnestClause(singleRowSql));
		this.types = PLACEHOLDER.matcher(singleRowSql)
			.results()
			.map((placeholder) -> ColumnType.ofName(placeholder.group(2)))
			.toList();
	}

	/**
	 * Describes an insert.
	 * @param target the table and its columns
	 * @param values what goes into them
	 */
	public static RowStatement insert(String target, String values) {
		return new RowStatement("insert into " + target + " values (" + values + ")",
				"insert into " + target + " select " + values + " from %s");
	}

	/**
	 * Describes an update.
	 * @param assignments the table and what is set; its own columns need its name before
	 * them where they are read, also in what follows
	 * @param where which row it is: a column with an index, {@code =}, and a value
	 * @param condition what has to hold of the row besides
	 */
	public static RowStatement update(String assignments, String where, String condition) {
		String whereAnyOf = where.replaceFirst("= (.+)", "= any (array[$1])");
		return new RowStatement("update " + assignments + " where " + where + " and " + condition, "update "
				+ assignments + " from %s where " + whereAnyOf + " and " + condition + " returning given.place");
	}

	/** A statement for one row, with a parameter for each value in their order. */
	public String singleRowSql() {
		return this.singleRowSql;
	}

	/**
	 * A statement of PostgreSQL for many rows, with an array for each value in their
	 * order; an update gives the places of those that it found, from 1. Neither a hash
	 * nor an order of the table helps to find what equals any element of an array, so
	 * that nothing is left but to look each up in the index, or to read the whole table.
	 */
	String multiRowSql() {
		return this.multiRowSql;
	}

	/** The types of the values in their order. */
	List<ColumnType> types() {
		return this.types;
	}

	private static String unnestClause(String sql) {
		String arrays = PLACEHOLDER.matcher(sql)
			.results()
			.map((placeholder) -> "?::" + ColumnType.ofName(placeholder.group(2)).postgresqlName() + "[]")
			.collect(Collectors.joining(", "));
		String names = PLACEHOLDER.matcher(sql)
			.results()
			.map((placeholder) -> placeholder.group(1))
			.collect(Collectors.joining(", "));
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

		private final String postgresqlName;

		private final Class<?> javaType;

		ColumnType(String postgresqlName, Class<?> javaType) {
			this.postgresqlName = postgresqlName;
			this.javaType = javaType;
		}

		String postgresqlName() {
			return this.postgresqlName;
		}

		/** Makes an array of values of this type. */
		Object[] toArray(List<? extends @Nullable Object> values) {
			return values.toArray((Object[]) Array.newInstance(this.javaType, values.size()));
		}

		private static ColumnType ofName(String name) {
			return valueOf(name.toUpperCase(Locale.ROOT));
		}

	}

}
