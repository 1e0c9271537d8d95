using CinemaCx.Cinemas;
using CinemaCx.Platform.Files;
using CinemaCx.Platform.Primitives;
using static CinemaCx.Showtimes.ProgrammeColumns;

namespace CinemaCx.Showtimes;

/// <summary>Turns files into entries, whatever their encoding, and says which rows could not be read.</summary>
internal static class ProgrammeReader
{
    public static ProgrammeEntries Read(IEnumerable<ProgrammeFile> files)
    {
        var entries = new ProgrammeEntries();
        foreach (var table in files.SelectMany(file => Tables(file, entries.Refused))) Read(table, entries);
        return entries;
    }

    private static List<ProgrammeTable> Tables(ProgrammeFile file, List<RefusedRow> refused)
    {
        try
        {
            if (Path.GetExtension(file.Name).Equals(".xlsx", StringComparison.OrdinalIgnoreCase))
            {
                return WorkbookText.Parse(file.Content)
                    .Where(sheet => sheet.Rows.Any(row => !row.IsBlank))
                    .Select(sheet => Table($"{file.Name}#{sheet.Sheet}", [.. sheet.Rows.Select(row => new ProgrammeLine(row.Number, row.Cells))]))
                    .ToList();
            }

            if (CsvText.Decode(file.Content.Span) is not { } text)
                return Unreadable(file, refused, "encoding-unknown", "文件编码须为 UTF-8 或 GBK。");
            var lines = CsvText.Parse(text);
            return lines.Exists(line => !line.IsBlank) ? [Table(file.Name, lines)] : Unreadable(file, refused, "file-empty", "文件是空的。");
        }
        catch (FormatException fault)
        {
            return Unreadable(file, refused, "csv-malformed", fault.Message);
        }
        catch (InvalidDataException)
        {
            return Unreadable(file, refused, "workbook-malformed", "文件不是有效的 XLSX 工作簿。");
        }
    }

    private static List<ProgrammeTable> Unreadable(ProgrammeFile file, List<RefusedRow> refused, string code, string reason)
    {
        refused.Add(new Place(file.Name, 0).Refuse("", "", code, reason));
        return [];
    }

    private static ProgrammeTable Table(string file, List<ProgrammeLine> lines)
    {
        var filled = lines.Where(line => !line.IsBlank).ToList();
        return new ProgrammeTable(file, filled[0], filled[1..]);
    }

    private static void Read(ProgrammeTable table, ProgrammeEntries entries)
    {
        if (KindOf(table) is not { } kind)
        {
            var reason = table.Header.Cells.Count == 1 && table.Header.Cell(0).IndexOfAny([';', '\t', '；']) >= 0
                ? "各列须以英文逗号分隔。"
                : "无法从列名或文件名认出内容：影院、影厅、座位、影片或场次。";
            entries.Refused.Add(new Place(table.File, table.Header.Number).Refuse("", string.Join(',', table.Header.Cells), "file-unknown", reason));
            return;
        }

        var faultsBefore = entries.Refused.Count;
        var header = new ProgrammeHeader(kind, table, entries.Refused);
        if (entries.Refused.Count > faultsBefore)
        {
            entries.Doubtful.Add(kind);
            return;
        }

        foreach (var line in table.Lines)
        {
            var at = new Place(table.File, line.Number);
            if (line.Cells.Skip(table.Header.Cells.Count).Any(cell => !string.IsNullOrWhiteSpace(cell)))
            {
                entries.Refused.Add(at.Refuse("", line.Cells[^1], "cells-too-many", "该行的内容多于列名。"));
                continue;
            }

            Read(new ProgrammeCells(header, at, line, entries.Refused), kind, entries);
        }
    }

    private static void Read(ProgrammeCells cells, ProgrammeKind kind, ProgrammeEntries entries)
    {
        Action keep = kind switch
        {
            ProgrammeKind.Cinemas => Keep(entries.Cinemas, ReadCinema(cells)),
            ProgrammeKind.Halls => Keep(entries.Halls, ReadHall(cells)),
            ProgrammeKind.Seats => Keep(entries.Seats, ReadSeat(cells)),
            ProgrammeKind.Films => Keep(entries.Films, ReadFilm(cells)),
            _ => Keep(entries.Showtimes, ReadShowtime(cells)),
        };
        if (cells.Sound) keep();
        else entries.Doubtful.Add(kind);
    }

    private static Action Keep<T>(List<T> entries, T entry) => () => entries.Add(entry);

    private static CinemaEntry ReadCinema(ProgrammeCells cells) =>
        new(cells.At, cells.Required(Cinema, 32), cells.Required(CinemaName, 60), cells.Required(City, 30), cells.Required(Address, 200))
        {
            TimeZone = cells.Optional(ProgrammeColumns.TimeZone, 60),
            Phone = cells.Optional(Phone, 40),
            Parking = cells.Optional(Parking, 500),
            ParkingPlaces = cells.OptionalWhole(ParkingPlaces, 100_000),
            ParkingFree = cells.OptionalWhole(ParkingFree, 100_000),
            WayIn = cells.Optional(WayIn, 500),
            TicketMachines = cells.Optional(TicketMachines, 500),
            Latitude = cells.OptionalDegrees(Latitude, 90),
            Longitude = cells.OptionalDegrees(Longitude, 180),
        };

    private static HallEntry ReadHall(ProgrammeCells cells) =>
        new(cells.At, cells.Required(Cinema, 32), cells.Required(Hall, 32), cells.Required(HallName, 60))
        {
            Tags = cells.Optional(Tags, 200),
            Notice = cells.Optional(Notice, 500),
        };

    private static SeatEntry ReadSeat(ProgrammeCells cells) =>
        new(cells.At, ReadHallKey(cells), cells.Required(Row, 8), cells.Required(Number, 4), cells.Whole(X, 0, 499), cells.Whole(Y, 0, 499))
        {
            Kind = cells.Word(
                ProgrammeColumns.SeatKind,
                ("普通", "standard", CinemaCx.Cinemas.SeatKind.Standard),
                ("情侣", "couple", CinemaCx.Cinemas.SeatKind.Couple),
                ("轮椅", "wheelchair", CinemaCx.Cinemas.SeatKind.Wheelchair),
                ("陪同", "companion", CinemaCx.Cinemas.SeatKind.Companion)),
            Block = cells.Word(
                Block,
                ("否", "no", SeatBlock.None),
                ("工作席", "house", SeatBlock.House),
                ("损坏", "broken", SeatBlock.Broken)),
            Zone = cells.Optional(Zone, 8).Value,
            Pair = cells.Optional(Pair, 12).Value,
        };

    private static FilmEntry ReadFilm(ProgrammeCells cells) =>
        new(cells.At, cells.Required(Film, 20).ToUpperInvariant(), cells.Required(Title, 100), cells.Whole(Minutes, 1, 600), cells.Money(LowestPrice))
        {
            OriginalTitle = cells.Optional(OriginalTitle, 100),
            Genres = cells.Optional(Genres, 200),
            Directors = cells.Optional(Directors, 200),
            Cast = cells.Optional(Cast, 500),
            Rating = cells.Optional(Rating, 100),
            ReleaseDate = cells.OptionalDate(ReleaseDate),
            Poster = cells.Optional(Poster, 500),
            Synopsis = cells.Optional(Synopsis, 2000),
        };

    private static ShowtimeEntry ReadShowtime(ProgrammeCells cells)
    {
        var date = cells.Date(Date);
        var start = cells.Clock(Start, date);
        var end = cells.OptionalMoment(End, date);
        // 22:30 to 00:40 is written without a thought of the date.
        if (end is { } early && early.Date == date && early.Local <= start.Local) end = early with { Date = date.AddDays(1) };
        return new ShowtimeEntry(cells.At, ReadHallKey(cells), cells.Required(Film, 20).ToUpperInvariant(), start)
        {
            Code = cells.Optional(ShowtimeCode, 40).Value,
            End = end,
            Language = cells.Required(Language, 20),
            Format = cells.Required(Format, 20),
            Prices = cells.Prices(),
            ServiceFee = new Given<Fen>(cells.Text(ServiceFee).Length > 0, cells.Text(ServiceFee).Length > 0 ? cells.Money(ServiceFee) : Fen.Zero),
            SaleOpens = new Given<WallTime?>(cells.Has(SaleOpens), cells.OptionalMoment(SaleOpens, date)),
            SaleCloses = new Given<WallTime?>(cells.Text(SaleCloses).Length > 0, cells.OptionalMoment(SaleCloses, date)),
            PremiereFor = new Given<PremiereGuests?>(
                cells.Has(Premiere),
                cells.Word<PremiereGuests?>(Premiere, ("否", "no", null), ("银卡", "silver", PremiereGuests.Silver), ("金卡", "gold", PremiereGuests.Gold))),
        };
    }

    private static HallKey ReadHallKey(ProgrammeCells cells) => new(cells.Required(Cinema, 32), cells.Required(Hall, 32));
}
