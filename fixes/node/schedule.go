package node

import "time"

// TakenOn is the date of the official release schedule that the table was
// taken from. A test fails when it is over 18 months ago.
var TakenOn = day(2026, time.July, 2)

// A Release is a major version of Node.js in the official schedule
// (schedule.json and CODENAMES.md of the Node.js release working group).
type Release struct {
	Major int
	// Codename is the name of its long-term support, "" without one.
	Codename string
	// Start is the initial release.
	Start time.Time
	// LTS is when long-term support begins, zero when there is none. From 27
	// on there is one major a year and each gets long-term support, six months
	// after its release; the schedule lists it as maintenance.
	LTS time.Time
	// Maintenance is when only critical fixes go in, End when nothing does.
	Maintenance, End time.Time
}

// releases are the majors that official images exist for, oldest first.
var releases = []Release{
	{4, "Argon", day(2015, 9, 8), day(2015, 10, 12), day(2017, 4, 1), day(2018, 4, 30)},
	{5, "", day(2015, 10, 29), time.Time{}, day(2016, 4, 30), day(2016, 6, 30)},
	{6, "Boron", day(2016, 4, 26), day(2016, 10, 18), day(2018, 4, 30), day(2019, 4, 30)},
	{7, "", day(2016, 10, 25), time.Time{}, day(2017, 4, 30), day(2017, 6, 30)},
	{8, "Carbon", day(2017, 5, 30), day(2017, 10, 31), day(2019, 1, 1), day(2019, 12, 31)},
	{9, "", day(2017, 10, 1), time.Time{}, day(2018, 4, 1), day(2018, 6, 30)},
	{10, "Dubnium", day(2018, 4, 24), day(2018, 10, 30), day(2020, 5, 19), day(2021, 4, 30)},
	{11, "", day(2018, 10, 23), time.Time{}, day(2019, 4, 22), day(2019, 6, 1)},
	{12, "Erbium", day(2019, 4, 23), day(2019, 10, 21), day(2020, 11, 30), day(2022, 4, 30)},
	{13, "", day(2019, 10, 22), time.Time{}, day(2020, 4, 1), day(2020, 6, 1)},
	{14, "Fermium", day(2020, 4, 21), day(2020, 10, 27), day(2021, 10, 19), day(2023, 4, 30)},
	{15, "", day(2020, 10, 20), time.Time{}, day(2021, 4, 1), day(2021, 6, 1)},
	{16, "Gallium", day(2021, 4, 20), day(2021, 10, 26), day(2022, 10, 18), day(2023, 9, 11)},
	{17, "", day(2021, 10, 19), time.Time{}, day(2022, 4, 1), day(2022, 6, 1)},
	{18, "Hydrogen", day(2022, 4, 19), day(2022, 10, 25), day(2023, 10, 18), day(2025, 4, 30)},
	{19, "", day(2022, 10, 18), time.Time{}, day(2023, 4, 1), day(2023, 6, 1)},
	{20, "Iron", day(2023, 4, 18), day(2023, 10, 24), day(2024, 10, 22), day(2026, 4, 30)},
	{21, "", day(2023, 10, 17), time.Time{}, day(2024, 4, 1), day(2024, 6, 1)},
	{22, "Jod", day(2024, 4, 24), day(2024, 10, 29), day(2025, 10, 21), day(2027, 4, 30)},
	{23, "", day(2024, 10, 16), time.Time{}, day(2025, 4, 1), day(2025, 6, 1)},
	{24, "Krypton", day(2025, 5, 6), day(2025, 10, 28), day(2026, 10, 20), day(2028, 4, 30)},
	{25, "", day(2025, 10, 15), time.Time{}, day(2026, 4, 1), day(2026, 6, 1)},
	{26, "Lithium", day(2026, 5, 5), day(2026, 10, 28), day(2027, 10, 20), day(2029, 4, 30)},
	{27, "", day(2027, 4, 22), day(2027, 10, 20), day(2027, 10, 20), day(2030, 4, 30)},
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// Major returns the release line of a major; ok is false when the schedule does
// not name it.
func Major(major int) (r Release, ok bool) {
	for _, r := range releases {
		if r.Major == major {
			return r, true
		}
	}
	return Release{}, false
}

// Releases returns every release line of the schedule, oldest first.
func Releases() []Release { return append([]Release(nil), releases...) }

// EndOfLife reports whether the release gets no fixes any more.
func (r Release) EndOfLife(now time.Time) bool { return now.After(r.End) }

// EverLTS reports whether the release has, had or will have long-term support.
func (r Release) EverLTS() bool { return !r.LTS.IsZero() }

// MaintainedLTS reports whether long-term support has begun and not ended.
func (r Release) MaintainedLTS(now time.Time) bool {
	return r.EverLTS() && !now.Before(r.LTS) && !r.EndOfLife(now)
}

// OldestMaintainedLTS returns the oldest release in long-term support; ok is
// false when the table is too old to know one.
func OldestMaintainedLTS(now time.Time) (r Release, ok bool) {
	for _, r := range releases {
		if r.MaintainedLTS(now) {
			return r, true
		}
	}
	return Release{}, false
}

// LatestLTS returns the newest release in long-term support: what the tag "lts"
// points to.
func LatestLTS(now time.Time) (r Release, ok bool) {
	for _, candidate := range releases {
		if candidate.MaintainedLTS(now) {
			r, ok = candidate, true
		}
	}
	return r, ok
}

// npmMajors are the npm majors that the last images of each Node major ship.
var npmMajors = map[int]int{
	4: 2, 5: 3, 6: 3, 7: 4, 8: 6, 9: 5, 10: 6, 11: 6, 12: 6, 13: 6, 14: 6, 15: 7, 16: 8, 17: 8, 18: 10, 19: 9,
	20: 10, 21: 10, 22: 10, 23: 10, 24: 11, 25: 11, 26: 11,
}

// NPMMajor returns the npm major that official images of a Node major ship; ok
// is false when that is not known.
func NPMMajor(major int) (npm int, ok bool) {
	npm, ok = npmMajors[major]
	return npm, ok
}

// ShipsYarn reports whether official images of a Node major have yarn and
// corepack: those from 25 on have neither.
func ShipsYarn(major int) bool { return major < 25 }
