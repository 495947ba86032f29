/**
 * The machinery of every YAML file that is read here: a table of keys, by which a file is checked,
 * what was read of it told with its lines, and its documentation written. Not exported.
 */
@NullMarked
package io.timebridge.bridge.config.table;

import org.jspecify.annotations.NullMarked;
