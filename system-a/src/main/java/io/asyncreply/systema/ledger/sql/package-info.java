/**
 * Statements, sessions and dialects of SQLite and PostgreSQL.
 */
@NullMarked
package io.asyncreply.systema.ledger.sql;

import org.jspecify.annotations.NullMarked;
