/** What the language has and the oldest supported Node lacks. */

Array.fromAsync ??= async (items, each = (item) => item) => {
  const list = [];
  for await (const item of items) {
    list.push(await each(item, list.length));
  }
  return list;
};

Object.groupBy ??= (items, keyOf) => {
  const groups = Object.create(null);
  let index = 0;
  for (const item of items) {
    (groups[keyOf(item, index++)] ??= []).push(item);
  }
  return groups;
};

Map.groupBy ??= (items, keyOf) => {
  const groups = new Map();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
};

Promise.withResolvers ??= () => {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};
