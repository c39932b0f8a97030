
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

export type Database = {
  
  "public": {
          Tables: {
            "answer_reports": {
                  Row: {
                    "comment": string | null,"created_at": string,"id": string,"may_read": boolean,"message_id": string,"reason": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "comment"?: string | null,"created_at"?: string,"id"?: string,"may_read"?: boolean,"message_id": string,"reason": string,"user_id"?: string
                  }
                  Update: {
                    "comment"?: string | null,"created_at"?: string,"id"?: string,"may_read"?: boolean,"message_id"?: string,"reason"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "answer_reports_user_id_message_id_fkey"
      columns: ["user_id","message_id"]
isOneToOne: true
      referencedRelation: "messages"
      referencedColumns: ["user_id","id"]
    }
                  ]
                },"check_ins": {
                  Row: {
                    "created_at": string,"energy": number | null,"happened_at": string,"id": string,"is_sample": boolean,"mood": number,"note": string | null,"sleep_hours": number | null,"tags": (string)[],"updated_at": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"energy"?: number | null,"happened_at"?: string,"id"?: string,"is_sample"?: boolean,"mood": number,"note"?: string | null,"sleep_hours"?: number | null,"tags"?: (string)[],"updated_at"?: string,"user_id"?: string
                  }
                  Update: {
                    "created_at"?: string,"energy"?: number | null,"happened_at"?: string,"id"?: string,"is_sample"?: boolean,"mood"?: number,"note"?: string | null,"sleep_hours"?: number | null,"tags"?: (string)[],"updated_at"?: string,"user_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"consents": {
                  Row: {
                    "agreed_at": string,"id": string,"user_id": string,"wording": string
                  }
                  ComputedFields: never
                  Insert: {
                    "agreed_at"?: string,"id"?: string,"user_id"?: string,"wording": string
                  }
                  Update: {
                    "agreed_at"?: string,"id"?: string,"user_id"?: string,"wording"?: string
                  }
                  Relationships: [
                    
                  ]
                },"conversations": {
                  Row: {
                    "created_at": string,"id": string,"project_id": string | null,"title": string | null,"updated_at": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"id"?: string,"project_id"?: string | null,"title"?: string | null,"updated_at"?: string,"user_id"?: string
                  }
                  Update: {
                    "created_at"?: string,"id"?: string,"project_id"?: string | null,"title"?: string | null,"updated_at"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "conversations_user_id_project_id_fkey"
      columns: ["user_id","project_id"]
isOneToOne: false
      referencedRelation: "projects"
      referencedColumns: ["user_id","id"]
    }
                  ]
                },"documents": {
                  Row: {
                    "check_in_id": string | null,"chunk_index": number,"code": unknown,"content": string,"content_hash": string,"created_at": string,"embedded_at": string | null,"embedding": unknown,"embedding_model": string | null,"file_id": string | null,"happened_at": string | null,"id": string,"metadata": NonNullable<Json>,"muted": boolean,"note_id": string | null,"project_id": string | null,"source_kind": string,"title": string | null,"user_id": string,"words": unknown
                  }
                  ComputedFields: never
                  Insert: {
                    "check_in_id"?: string | null,"chunk_index"?: number,"code"?: never,"content": string,"content_hash"?: never,"created_at"?: string,"embedded_at"?: string | null,"embedding"?: unknown,"embedding_model"?: string | null,"file_id"?: string | null,"happened_at"?: string | null,"id"?: string,"metadata"?: NonNullable<Json>,"muted"?: boolean,"note_id"?: string | null,"project_id"?: string | null,"source_kind"?: string,"title"?: string | null,"user_id"?: string,"words"?: never
                  }
                  Update: {
                    "check_in_id"?: string | null,"chunk_index"?: number,"code"?: never,"content"?: string,"content_hash"?: never,"created_at"?: string,"embedded_at"?: string | null,"embedding"?: unknown,"embedding_model"?: string | null,"file_id"?: string | null,"happened_at"?: string | null,"id"?: string,"metadata"?: NonNullable<Json>,"muted"?: boolean,"note_id"?: string | null,"project_id"?: string | null,"source_kind"?: string,"title"?: string | null,"user_id"?: string,"words"?: never
                  }
                  Relationships: [
                    {
      foreignKeyName: "documents_user_id_check_in_id_fkey"
      columns: ["user_id","check_in_id"]
isOneToOne: false
      referencedRelation: "check_ins"
      referencedColumns: ["user_id","id"]
    },{
      foreignKeyName: "documents_user_id_file_id_fkey"
      columns: ["user_id","file_id"]
isOneToOne: false
      referencedRelation: "files"
      referencedColumns: ["user_id","id"]
    },{
      foreignKeyName: "documents_user_id_note_id_fkey"
      columns: ["user_id","note_id"]
isOneToOne: false
      referencedRelation: "notes"
      referencedColumns: ["user_id","id"]
    },{
      foreignKeyName: "documents_user_id_project_id_fkey"
      columns: ["user_id","project_id"]
isOneToOne: false
      referencedRelation: "projects"
      referencedColumns: ["user_id","id"]
    }
                  ]
                },"file_originals": {
                  Row: {
                    "data": string,"file_id": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "data": string,"file_id": string,"user_id"?: string
                  }
                  Update: {
                    "data"?: string,"file_id"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "file_originals_user_id_file_id_fkey"
      columns: ["user_id","file_id"]
isOneToOne: true
      referencedRelation: "files"
      referencedColumns: ["user_id","id"]
    }
                  ]
                },"files": {
                  Row: {
                    "bytes": number,"content_hash": string,"created_at": string,"id": string,"media_type": string,"name": string,"passages": number,"project_id": string | null,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "bytes": number,"content_hash": string,"created_at"?: string,"id"?: string,"media_type": string,"name": string,"passages": number,"project_id"?: string | null,"user_id"?: string
                  }
                  Update: {
                    "bytes"?: number,"content_hash"?: string,"created_at"?: string,"id"?: string,"media_type"?: string,"name"?: string,"passages"?: number,"project_id"?: string | null,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "files_user_id_project_id_fkey"
      columns: ["user_id","project_id"]
isOneToOne: false
      referencedRelation: "projects"
      referencedColumns: ["user_id","id"]
    }
                  ]
                },"message_citations": {
                  Row: {
                    "document_id": string,"id": string,"label": number,"message_id": string,"similarity": number,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "document_id": string,"id"?: string,"label": number,"message_id": string,"similarity": number,"user_id"?: string
                  }
                  Update: {
                    "document_id"?: string,"id"?: string,"label"?: number,"message_id"?: string,"similarity"?: number,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "message_citations_user_id_document_id_fkey"
      columns: ["user_id","document_id"]
isOneToOne: false
      referencedRelation: "documents"
      referencedColumns: ["user_id","id"]
    },{
      foreignKeyName: "message_citations_user_id_message_id_fkey"
      columns: ["user_id","message_id"]
isOneToOne: false
      referencedRelation: "messages"
      referencedColumns: ["user_id","id"]
    }
                  ]
                },"messages": {
                  Row: {
                    "content": string,"conversation_id": string,"created_at": string,"id": string,"model": string | null,"reply_to": string | null,"role": string,"status": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "content": string,"conversation_id": string,"created_at"?: string,"id"?: string,"model"?: string | null,"reply_to"?: string | null,"role": string,"status"?: string,"user_id"?: string
                  }
                  Update: {
                    "content"?: string,"conversation_id"?: string,"created_at"?: string,"id"?: string,"model"?: string | null,"reply_to"?: string | null,"role"?: string,"status"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "messages_user_id_conversation_id_fkey"
      columns: ["user_id","conversation_id"]
isOneToOne: false
      referencedRelation: "conversations"
      referencedColumns: ["user_id","id"]
    },{
      foreignKeyName: "messages_user_id_conversation_id_reply_to_fkey"
      columns: ["user_id","conversation_id","reply_to"]
isOneToOne: false
      referencedRelation: "messages"
      referencedColumns: ["user_id","conversation_id","id"]
    }
                  ]
                },"notes": {
                  Row: {
                    "created_at": string,"happened_at": string,"id": string,"project_id": string | null,"text": string,"title": string | null,"updated_at": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"happened_at"?: string,"id"?: string,"project_id"?: string | null,"text": string,"title"?: string | null,"updated_at"?: string,"user_id"?: string
                  }
                  Update: {
                    "created_at"?: string,"happened_at"?: string,"id"?: string,"project_id"?: string | null,"text"?: string,"title"?: string | null,"updated_at"?: string,"user_id"?: string
                  }
                  Relationships: [
                    {
      foreignKeyName: "notes_user_id_project_id_fkey"
      columns: ["user_id","project_id"]
isOneToOne: false
      referencedRelation: "projects"
      referencedColumns: ["user_id","id"]
    }
                  ]
                },"profiles": {
                  Row: {
                    "created_at": string,"display_name": string | null,"language": string,"region": string | null,"time_zone": string,"updated_at": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"display_name"?: string | null,"language"?: string,"region"?: string | null,"time_zone"?: string,"updated_at"?: string,"user_id"?: string
                  }
                  Update: {
                    "created_at"?: string,"display_name"?: string | null,"language"?: string,"region"?: string | null,"time_zone"?: string,"updated_at"?: string,"user_id"?: string
                  }
                  Relationships: [
                    
                  ]
                },"projects": {
                  Row: {
                    "created_at": string,"id": string,"name": string,"updated_at": string,"user_id": string
                  }
                  ComputedFields: never
                  Insert: {
                    "created_at"?: string,"id"?: string,"name": string,"updated_at"?: string,"user_id"?: string
                  }
                  Update: {
                    "created_at"?: string,"id"?: string,"name"?: string,"updated_at"?: string,"user_id"?: string
                  }
                  Relationships: [
                    
                  ]
                }
          }
          Views: {
            [_ in never]: never
          }
          Functions: {
            "check_in_averages":
{ Args: { "from_day": string,"step"?: string,"time_zone"?: string,"to_day": string }; Returns: {
              "check_ins": number,"energy": number,"first_day": string,"mood": number,"sleep": number
            }[]
                           },
"check_in_stretches":
{ Args: { "from_day": string,"time_zone"?: string,"to_day": string }; Returns: {
              "days": number,"first_day": string,"kind": string,"last_day": string,"mood": number
            }[]
                           },
"check_in_summary":
{ Args: { "at_least"?: number,"at_most"?: number,"from_day": string,"measure"?: string,"time_zone"?: string,"to_day": string }; Returns: {
              "best_day": string,"best_mood": number,"check_ins": number,"energy_average": number,"energy_count": number,"energy_least": number,"energy_most": number,"hardest_day": string,"hardest_mood": number,"matching": number,"matching_days": (string)[],"mood_average": number,"mood_count": number,"mood_least": number,"mood_most": number,"sleep_average": number,"sleep_count": number,"sleep_least": number,"sleep_most": number
            }[]
                           },
"check_in_words":
{ Args: { "from_day": string,"time_zone"?: string,"to_day": string }; Returns: {
              "all_good_days": number,"all_hard_days": number,"good_days": number,"hard_days": number,"is_tag": boolean,"word": string
            }[]
                           },
"count_referral":
{ Args: { "shown": string }; Returns: undefined
                           },
"delete_own_account":
{ Args: Record<PropertyKey, never>; Returns: undefined
                           },
"import_journal":
{ Args: { "part": Json }; Returns: Json
                           },
"list_journal":
{ Args: { "before_id"?: string,"before_kind"?: string,"before_time"?: string,"from_time"?: string,"holding"?: (string)[],"in_project"?: string,"match_count"?: number,"only_ids"?: (string)[],"only_kind"?: string,"to_time"?: string,"with_mood"?: number,"with_tag"?: string }; Returns: {
              "created_at": string,"energy": number,"happened_at": string,"id": string,"is_sample": boolean,"kind": string,"mood": number,"project_id": string,"sleep_hours": number,"tags": (string)[],"title": string,"updated_at": string,"words": string
            }[]
                           },
"list_passages":
{ Args: { "before_id"?: string,"before_time"?: string,"match_count"?: number }; Returns: {
              "content": string,"created_at": string,"happened_at": string,"id": string,"last_used_at": string,"muted": boolean,"project_id": string,"source_id": string,"source_kind": string,"times_used": number,"title": string
            }[]
                           },
"list_tags":
{ Args: Record<PropertyKey, never>; Returns: {
              "tag": string,"times": number
            }[]
                           },
"match_documents":
{ Args: { "filter"?: Json,"match_count"?: number,"match_threshold"?: number,"model"?: string,"project"?: string,"query_embedding": unknown }; Returns: {
              "chunk_index": number,"content": string,"happened_at": string,"id": string,"metadata": Json,"project_id": string,"similarity": number,"source_id": string,"source_kind": string,"title": string
            }[]
                           },
"privacy_check":
{ Args: Record<PropertyKey, never>; Returns: {
              "own": number,"relation": string,"visible": number
            }[]
                           },
"search_conversations":
{ Args: { "words": string }; Returns: {
              "created_at": string,
"id": string,
"project_id": string | null,
"title": string | null,
"updated_at": string,
"user_id": string
            }[]
                          SetofOptions: {
        from: "*"
        to: "conversations"
        isOneToOne: false
        isSetofReturn: true
      } },
"search_passages":
{ Args: { "felt"?: number,"from_time"?: string,"match_count"?: number,"model"?: string,"project"?: string,"query_embedding"?: unknown,"query_text": string,"recent_at"?: string,"to_time"?: string }; Returns: {
              "after_content": string,"before_content": string,"chunk_index": number,"content": string,"coverage": number,"happened_at": string,"id": string,"metadata": Json,"project_id": string,"score": number,"similarity": number,"source_id": string,"source_kind": string,"tags": (string)[],"title": string
            }[]
                           },
"use_quota":
{ Args: { "kind": string }; Returns: undefined
                           }
          }
          Enums: {
            [_ in never]: never
          }
          CompositeTypes: {
            [_ in never]: never
          }
        }
}

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
  ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R
    }
    ? R
    : never
  : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I
    }
    ? I
    : never
  : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
  ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U
    }
    ? U
    : never
  : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
  ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
  ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never

export const Constants = {
  "public": {
          Enums: {
            
          }
        }
} as const
