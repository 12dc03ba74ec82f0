// Random choices of a seed, for tests that ask many questions. SEED sets it, so that a case that
// failed comes again; CASES asks more or fewer.

/** Random numbers of a seed (mulberry32), and choices made with them. */
export function random_from(seed) {
    let state = seed;
    const random = () => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
    const below = (bound) => Math.floor(random() * bound);
    const pick = (list) => list[below(list.length)];
    return {
        random, below, pick,
        chance: (probability) => random() < probability,
        maybe: (make, probability = 0.7) => random() < probability ? make() : null,
        /** Some of a list, at least `least` and at most `most`, in any order. */
        some: (list, least, most) => {
            const rest = [...list];
            const out = [];
            for (let count = least + below(most - least + 1); count > 0 && rest.length; --count)
                out.push(...rest.splice(below(rest.length), 1));
            return out;
        },
    };
}

export const seed = Number(process.env.SEED ?? 20260101);
export const cases_or = (count) => Number(process.env.CASES ?? count);
