using LinqToDB.Mapping;

namespace CinemaCx.Feedback;

/// <summary>Where a survey is met: each has questions of its own.</summary>
public enum SurveyPlace
{
    /// <summary>电影票: from the e-stub or the message after the film.</summary>
    [MapValue("ticket")] Ticket,
    [MapValue("hall-exit")] HallExit,
    [MapValue("washroom")] Washroom,
    [MapValue("ticket-machine")] TicketMachine,
    [MapValue("concession")] Concession,
}

public static class SurveyPlaces
{
    /// <summary>In the order they are shown.</summary>
    public static readonly IReadOnlyList<SurveyPlace> All = Enum.GetValues<SurveyPlace>();

    /// <param name="kind">Null: of a ticket.</param>
    public static SurveyPlace Of(TouchpointKind? kind) => kind switch
    {
        null => SurveyPlace.Ticket,
        TouchpointKind.HallExit => SurveyPlace.HallExit,
        TouchpointKind.Washroom => SurveyPlace.Washroom,
        TouchpointKind.TicketMachine => SurveyPlace.TicketMachine,
        _ => SurveyPlace.Concession,
    };

    public static string NameOf(SurveyPlace place) => place switch
    {
        SurveyPlace.Ticket => "电影票",
        SurveyPlace.HallExit => "影厅出口",
        SurveyPlace.Washroom => "卫生间",
        SurveyPlace.TicketMachine => "取票机",
        _ => "卖品部",
    };

    public static string NameOf(TouchpointKind kind) => NameOf(Of(kind));

    /// <summary>The questions a house begins with.</summary>
    public static SurveyForm UsualForm(SurveyPlace place) => SurveyForm.For(place switch
    {
        SurveyPlace.Washroom => TouchpointKind.Washroom,
        SurveyPlace.TicketMachine => TouchpointKind.TicketMachine,
        SurveyPlace.Concession => TouchpointKind.Concession,
        _ => null,
    });
}
